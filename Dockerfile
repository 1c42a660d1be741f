# One image for every place: a laptop, tasks of an array, the head and the workers of a Ray cluster (KubeRay too).
#   docker build -t softpa .
#   docker run --rm -v "$PWD/out:/data" softpa softpa run fetch --source … --out /data/shards
FROM node:20.19-bookworm-slim AS build
WORKDIR /softpa
COPY . .
# `npm ci` compiles as well; the compiler and the tests stay here.
RUN npm ci --no-audit --no-fund && npm prune --omit=dev && rm -rf dist/test

FROM node:20.19-bookworm-slim
# wget is what KubeRay asks a node's health with. Debian moves its packages' versions within a release.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --no-install-recommends -y ca-certificates python3 python3-venv wget \
  && rm -rf /var/lib/apt/lists/*
COPY pipeline/ray/requirements.txt /opt/ray/requirements.txt
# The version is in the file, and the same on every node; [default] is the dashboard, which KubeRay wants of a head.
# hadolint ignore=DL3013
RUN python3 -m venv /opt/ray \
  && /opt/ray/bin/pip install --no-cache-dir --constraint /opt/ray/requirements.txt 'ray[default]'
# For models on GPUs: docker build --build-arg TORCH=1 -t softpa:gpu .
ARG TORCH=
COPY training/requirements-torch.txt stages/models/torch/requirements.txt /opt/torch/
RUN if [ -n "$TORCH" ]; then \
    /opt/ray/bin/pip install --no-cache-dir -r /opt/torch/requirements-torch.txt \
    && /opt/ray/bin/pip install --no-cache-dir -r /opt/torch/requirements.txt; fi
COPY --from=build /softpa /softpa
RUN chmod +x /softpa/dist/pipeline/softpa.cjs && ln -s /softpa/dist/pipeline/softpa.cjs /usr/local/bin/softpa
ENV PATH=/opt/ray/bin:$PATH \
  SOFTPA_PYTHON=/opt/ray/bin/python \
  RAY_USAGE_STATS_ENABLED=0
USER 1000
WORKDIR /data
CMD ["softpa", "--help"]
