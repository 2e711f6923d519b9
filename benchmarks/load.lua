-- Sends the requests of a file (argument 1) in turn, over and over, and prints what came of it.
-- A line of the file: method, path, cookie, body, separated by tabs.
local requests, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local method, path, cookie, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
    local headers = { ["Cookie"] = cookie ~= "" and cookie or nil }
    if method == "POST" then
      headers["Content-Type"] = "application/x-www-form-urlencoded"
      headers["Sec-Fetch-Site"] = "same-origin"
      headers["HX-Request"] = "true"
      headers["HX-Request-Type"] = "partial"
    end
    requests[#requests + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local e = summary.errors
  print(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "bytes": %d, "failed": %d, "p50_ms": %.3f, "p99_ms": %.3f}',
    summary.requests, summary.duration / 1e6, summary.bytes,
    e.status + e.connect + e.read + e.write + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
