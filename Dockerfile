# docker build -t mtqa . && docker run --rm -v "$PWD:/data:ro" mtqa check content
FROM python:3.12-slim AS build
WORKDIR /build
# hadolint ignore=DL3013
RUN python -m pip install --no-cache-dir --disable-pip-version-check build
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY mtqa mtqa
COPY rules rules
RUN python -m build --wheel --outdir /dist .

FROM python:3.12-slim
# git: for --new-from-merge-base. A mounted repository has another owner, which git wants to be told is all right.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --no-install-recommends --yes git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /data \
    && useradd --create-home --uid 1000 mtqa
COPY --from=build /dist /dist
# hadolint ignore=DL3013
RUN wheel=$(ls /dist/*.whl) \
    && python -m pip install --no-cache-dir --disable-pip-version-check "${wheel}[net,score]" \
    && rm -r /dist
USER 1000
WORKDIR /data
ENTRYPOINT ["mtqa"]
CMD ["--help"]
