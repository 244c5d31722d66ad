#!/bin/sh
# Builds an image, and ends with a status other than 0 when it is not to be shipped.
# IMAGE is its name; the Dockerfile is in the current directory.
set -eu

docker build -t "$IMAGE" .
docker save "$IMAGE" -o image.tar
rummage scan docker-archive:image.tar --dockerfile Dockerfile --fail-on high \
	-o table -o json=rummage.json -o sarif=rummage.sarif
