#!/usr/bin/env python3
"""Small files of odd sizes and kinds for the loader goldens, from one picture.

    python3 -m venv venv && venv/bin/pip install pillow==12.3.0 opencv-python==5.0.0.93 numpy
    venv/bin/python odd-files.py ../loaders/files/plain.png FOLDER
"""
import io
import os
import struct
import sys
import zlib

import cv2
import numpy as np
from PIL import Image


def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def by_opencv(array, *options):
    return cv2.imencode(".jpg", array[..., ::-1], list(options))[1].tobytes()


def with_orientation(data, orientation):
    tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01" + struct.pack(">H", orientation) + b"\0\0\0\0\0\0"
    exif = b"Exif\0\0" + tiff
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(array, color, interlaced=False, before=b""):
    """array: HxWxC; 16 bits where it has them."""
    bits = 8 * array.dtype.itemsize
    wide = array.astype(f">u{bits // 8}")
    steps = PASSES if interlaced else [(0, 0, 1, 1)]
    rows = b"".join(
        b"\0" + row.tobytes()
        for x, y, dx, dy in steps
        if wide[y::dy, x::dx].size
        for row in wide[y::dy, x::dx]
    )
    head = struct.pack(">IIBBBBB", array.shape[1], array.shape[0], bits, color, 0, 0, int(interlaced))
    data = chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + before + data + chunk(b"IEND", b"")


def main():
    plain, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    picture = Image.open(plain).convert("RGB")
    odd = picture.crop((31, 23, 68, 52))
    array = np.array(odd)
    gray = np.array(odd.convert("L"))
    height, width = gray.shape
    ramp = np.linspace(0, 255, width * height).reshape(height, width).astype(np.uint8)
    deep = (array.astype(np.uint16) << 8) + ramp[..., None]
    deep_gray = (gray.astype(np.uint16) << 8) + ramp
    deep_alpha = (ramp.astype(np.uint16) << 8) + gray
    cmyk = jpeg(odd.convert("CMYK"), quality=90)
    adobe = cmyk.index(b"Adobe")
    base = jpeg(odd, quality=85, subsampling=2)
    sampling = cv2.IMWRITE_JPEG_SAMPLING_FACTOR
    files = {
        "odd-420.jpg": base,
        "odd-420-progressive.jpg": jpeg(odd, quality=70, subsampling=2, progressive=True),
        "odd-422-q30.jpg": jpeg(odd, quality=30, subsampling=1),
        "odd-411.jpg": by_opencv(array, sampling, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411),
        "odd-440-restarts.jpg": by_opencv(
            array, sampling, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_440, cv2.IMWRITE_JPEG_RST_INTERVAL, 2
        ),
        "odd-gray-progressive.jpg": jpeg(odd.convert("L"), quality=75, progressive=True),
        "odd-ycck.jpg": cmyk[: adobe + 11] + b"\2" + cmyk[adobe + 12 :],
        "odd-narrow.jpg": jpeg(odd.crop((0, 0, 3, 29)), quality=85, subsampling=2),
        "odd-gray-alpha16.png": png(np.dstack([deep_gray, deep_alpha]), 4),
        "odd-interlaced.png": png(array, 2, interlaced=True),
        "odd-rgb16-trns.png": png(deep, 2, before=chunk(b"tRNS", deep[4, 5].astype(">u2").tobytes())),
        "odd-gray16-interlaced.png": png(deep_gray[..., None], 0, interlaced=True),
        "odd-rgba-gamma.png": png(np.dstack([array, ramp]), 6, before=chunk(b"gAMA", struct.pack(">I", 45455))),
    }
    files.update(damaged(odd, array, gray, deep_gray, ramp))
    for orientation in range(2, 9):
        files[f"odd-exif{orientation}.jpg"] = with_orientation(base, orientation)
    for name, data in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    animation(odd, os.path.join(folder, "odd-frames.gif"))


def wrong(data, back=1):
    return data[:-back] + bytes([data[-back] ^ 1]) + data[len(data) - back + 1 :]


def damaged(odd, array, gray, deep_gray, ramp):
    """PNG that ends too early, or whose checksums are wrong."""
    key = chunk(b"tRNS", array[4, 5].astype(">u2").tobytes())
    plain, keyed = png(array, 2), png(array, 2, before=key)
    palette = io.BytesIO()
    odd.quantize(64).save(palette, "PNG", transparency=3)
    bits = io.BytesIO()
    odd.quantize(16).save(bits, "PNG", bits=4)
    part = lambda data: data[: len(data) * 6 // 10]
    return {
        "odd-crc-note.png": png(array, 2, before=wrong(key)),
        "odd-crc-late.png": plain[:-12] + wrong(chunk(b"tEXt", b"a\0b")) + plain[-12:],
        "odd-crc-end.png": wrong(plain),
        "odd-crc-header.png": plain[:32] + bytes([plain[32] ^ 1]) + plain[33:],
        "odd-no-end.png": plain[:-12],
        "odd-cut.png": part(keyed),
        "odd-cut-interlaced.png": part(png(array, 2, interlaced=True)),
        "odd-cut-palette.png": part(palette.getvalue()),
        "odd-cut-bits.png": part(bits.getvalue()),
        "odd-cut-gray-alpha.png": part(png(np.dstack([gray, ramp]), 4)),
        "odd-cut-gray16.png": part(png(deep_gray[..., None], 0)),
    }


def animation(odd, path):
    """Three frames: the first leaves a margin of the screen, the second is transparent in part."""
    frames = [odd.quantize(32), odd.transpose(Image.Transpose.ROTATE_180).quantize(16), odd.quantize(8)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=50, disposal=2, transparency=3)


if __name__ == "__main__":
    main()
