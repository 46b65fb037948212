"""What the oracles of test/golden/runtimes/ share: the sources and sizes, and writing the file."""
import base64
import hashlib
import json
import os
import re
import zlib

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))


def cases():
    """(source, HxWxC uint8 array, width, height) of every line of runtime-sizes.txt."""
    with open(os.path.join(HERE, "runtime-sizes.txt")) as file:
        for line in file:
            source, *sizes = line.split()
            width, height, kind = re.search(r"_(\d+)x(\d+)_(\w+)$", source).groups()
            channels = {"gray": 1, "rgb": 3, "rgba": 4}[kind]
            path = os.path.join(HERE, "..", "sources", source + ".u8")
            image = numpy.fromfile(path, numpy.uint8).reshape(int(height), int(width), channels)
            for size in sizes:
                yield (source, image, *map(int, size.split("x")))


def transformed(image, transform):
    single = image.astype(numpy.float32)
    return {"u8": image, "f32": single, "f32/255": single / numpy.float32(255)}[transform]


def outputs(resize, transform="u8", keep=False):
    """One line a case: source, size, SHA-256 of what resize(image, width, height) returns, and with
    `keep` that output itself. Cases for which it returns None are left out."""
    lines = []
    for source, image, width, height in cases():
        result = resize(transformed(image, transform), width, height)
        if result is None:
            continue
        assert result.shape == (height, width, image.shape[2]), (source, result.shape)
        raw = numpy.ascontiguousarray(result).tobytes()
        digest = hashlib.sha256(raw).hexdigest()
        if "RAW_OUTPUTS" in os.environ:  # a folder, for looking at what differs
            with open(os.path.join(os.environ["RAW_OUTPUTS"], digest), "wb") as file:
                file.write(raw)
        line = f"{source} {width}x{height} {digest}"
        if keep:
            deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
            line += " " + base64.b64encode(deflate.compress(raw) + deflate.flush()).decode()
        lines.append(line)
    return lines


def write(name, library, title, version, sets):
    path = os.path.join(HERE, "..", "runtimes", name + ".json")
    with open(path, "w") as file:
        json.dump({"library": library, "title": title, "version": version, "sets": sets}, file, indent=1)
        file.write("\n")
    print(title, version, "-", sum(len(item["outputs"]) for item in sets), "outputs")
