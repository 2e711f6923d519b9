# Two stages: the first makes the environment, the second holds only what runs. Built and tried as
# docs/operations.md tells. BASE must be a Debian with Python 3.11 or newer.
ARG BASE=docker.io/library/python:3.12-slim-bookworm

FROM ${BASE} AS build
ARG UV_VERSION=0.13.9
WORKDIR /srv/clauseway
ENV UV_PROJECT_ENVIRONMENT=/srv/clauseway/.venv UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CONFIG=1 \
    UV_SYSTEM_CERTS=1
RUN python3 -m pip install --quiet --no-cache-dir --root-user-action=ignore --target /opt/uv "uv==${UV_VERSION}"
COPY pyproject.toml uv.lock README.md LICENSE ./
# Dependencies first: they change less often than the program, and the layer is kept.
RUN /opt/uv/bin/uv sync --quiet --frozen --no-dev --no-install-project --no-python-downloads
COPY app app
COPY migrations migrations
COPY static static
COPY courses courses
COPY quizzes quizzes
# The check keeps what it has parsed, so that a container need not parse it once more.
ENV CLAUSEWAY_CACHE_DIR=/srv/clauseway/cache
RUN /opt/uv/bin/uv sync --quiet --frozen --no-dev --no-python-downloads \
    && .venv/bin/python -m compileall -q app \
    && .venv/bin/python -m app.web.compile_templates \
    && .venv/bin/clauseway check

FROM ${BASE}
# The number is fixed, so that a volume keeps its owner from one version to the next.
RUN useradd --uid 10001 --no-create-home --home-dir /var/lib/clauseway --shell /usr/sbin/nologin clauseway \
    && install -d -o clauseway -g clauseway -m 0700 /var/lib/clauseway
COPY --from=build /srv/clauseway /srv/clauseway
# Other courses, mounted instead of the shipped ones, are parsed once for each container.
COPY --from=build --chown=10001:10001 /srv/clauseway/cache /srv/clauseway/cache
ENV PATH=/srv/clauseway/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CLAUSEWAY_HOST=0.0.0.0 \
    CLAUSEWAY_PORT=8000 \
    CLAUSEWAY_DATA_DIR=/var/lib/clauseway \
    CLAUSEWAY_CACHE_DIR=/srv/clauseway/cache \
    CLAUSEWAY_LOG_FORMAT=json
# By number, so that a cluster can see that it is not root.
USER 10001
WORKDIR /var/lib/clauseway
VOLUME /var/lib/clauseway
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['CLAUSEWAY_PORT'] + '/healthz', timeout=2)"]
CMD ["clauseway", "serve"]
