// Only under `clauseway serve --reload`: the page is loaded again when the course files were read again.
const address = "/content-version";
let shown = null;

async function look() {
  try {
    const version = await (await fetch(address, { cache: "no-store" })).text();
    shown ??= version;
    if (version !== shown) location.reload();
  } catch {
    // The server is being started again; the next look will tell.
  }
}

setInterval(look, 400);
look();
