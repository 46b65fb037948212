"""Makes the files of this folder and expected.json: what Pillow and OpenCV make of each.

Run with Pillow 12.3.0, opencv-python 5.0.0, avifenc and heif-enc (Debian: libavif-bin, libheif-examples),
heif-convert of libheif 1.15, cjxl and djxl of libjxl 0.7. The picture is drawn here.
"""
import hashlib
import json
import struct
import subprocess
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

HERE = Path(__file__).parent
FILES = HERE / "files"
W, H = 37, 29


def picture():
    y, x = np.mgrid[0:H, 0:W]
    a = np.zeros((H, W, 4), np.uint8)
    a[..., 0] = x * 7 % 256
    a[..., 1] = (y * 9 + x) % 256
    a[..., 2] = (x // 5 % 2) * 255
    a[:9, :11, :3] = [255, 0, 0]
    a[9:19, :11, :3] = [0, 0, 255]
    a[19:, :11, :3] = [0, 255, 0]
    a[..., 3] = (x * 5 + y * 8) % 256
    return a


def run(*argv):
    subprocess.run([str(a) for a in argv], check=True, capture_output=True)


def make_avif(tmp):
    for yuv in ("444", "422", "420", "400"):
        for depth in (8, 10, 12):
            for alpha in (False, True):
                full = (depth // 2 + alpha) % 2
                cicp = {8: "1/13/6", 10: "9/16/9", 12: "1/13/1"}[depth]
                name = f"yuv{yuv}-{depth}{'a' if alpha else ''}.avif"
                run("avifenc", "-s", 9, "-j", 1, "-d", depth, "-y", yuv, "-r", "f" if full else "l", "--cicp", cicp,
                    "--min", 20, "--max", 25, tmp / ("rgba.png" if alpha else "rgb.png"), FILES / name)
    more = {"identity": ("444", "1/13/0"), "ycgco": ("420", "1/13/8"), "fcc": ("420", "5/13/4"),
            "derived": ("420", "12/13/12"), "smpte240": ("444", "1/13/7")}
    for name, (yuv, cicp) in more.items():
        run("avifenc", "-s", 9, "-j", 1, "-d", 10 if name == "derived" else 8, "-y", yuv, "-r", "f", "--cicp", cicp,
            "--min", 20, "--max", 25, tmp / "rgb.png", FILES / f"{name}.avif")
    for yuv in ("420", "444"):
        run("avifenc", "-s", 9, "-j", 1, "-y", yuv, "-r", "f", "-p", "--cicp", "1/13/6", "--min", 20, "--max", 25,
            tmp / "rgba.png", FILES / f"premultiplied-{yuv}.avif")
    im = Image.open(tmp / "rgb.png")
    for turn in (3, 5, 6):
        exif = Image.Exif()
        exif[0x112] = turn
        im.save(FILES / f"turned{turn}.avif", exif=exif, quality=50, speed=9)
    frames = [im.rotate(30 * k) for k in range(3)]
    frames[1].save(FILES / "sequence.avif", save_all=True, append_images=frames[2:], duration=80, quality=50, speed=9)
    im.resize((148, 136)).save(tmp / "big.png")
    run("avifenc", "-s", 9, "--grid", "2x2", "--min", 55, "--max", 60, tmp / "big.png", FILES / "grid.avif")


def make_heic(tmp):
    for chroma in ("420", "422", "444"):
        run("heif-enc", "-q", 40, "-p", f"chroma={chroma}", tmp / "rgb.png", "-o", FILES / f"yuv{chroma}.heic")
    run("heif-enc", "-q", 40, tmp / "rgba.png", "-o", FILES / "alpha.heic")
    run("heif-enc", "-q", 40, tmp / "gray.png", "-o", FILES / "gray.heic")
    run("heif-enc", "-q", 40, "-b", 10, tmp / "rgb16.png", "-o", FILES / "ten.heic")
    run("heif-enc", "-q", 40, tmp / "rgb.png", tmp / "gray.png", "-o", FILES / "two.heic")
    run("heif-enc", "-q", 40, "-t", 16, tmp / "rgb.png", "-o", FILES / "thumbnail.heic")


def make_jxl(tmp):
    run("cjxl", "-q", 100, tmp / "rgba.png", FILES / "lossless.jxl")
    run("cjxl", "-q", 100, tmp / "rgb16.png", FILES / "sixteen.jxl")
    run("cjxl", "-q", 60, tmp / "rgb.png", FILES / "lossy.jxl")
    frames = [Image.open(tmp / "rgb.png").rotate(30 * k) for k in range(3)]
    frames[0].save(tmp / "anim.gif", save_all=True, append_images=frames[1:], duration=80)
    run("cjxl", "-q", 100, tmp / "anim.gif", FILES / "frames.jxl")


def write_bmp(name, size, bits, compression=0, rows=None, palette=b"", masks=(), down=False, named=0, data=None):
    width, height = 13, 7
    stride = (width * bits + 31) // 32 * 4
    if data is None:
        data = b"".join(r + bytes(stride - len(r)) for r in (rows if down else rows[::-1]))
    packed = struct.pack(f"<{len(masks)}I", *masks)
    if size == 12:
        header = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        header = struct.pack("<IiiHHIIiiII", size, width, -height if down else height, 1, bits, compression, len(data),
                             2835, 2835, named, 0)
        header += packed + bytes(max(0, size - 40 - len(packed)))
    offset = 14 + len(header) + len(palette)
    head = b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset)
    (FILES / name).write_bytes(head + header + palette + data)


def pack(row, bits):
    text = "".join(format(int(v), f"0{bits}b") for v in row)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def make_bmp(a):
    a = a[6:13, 5:18].astype(int)
    order = [2, 1, 0, 3]
    bgr = [bytes(p[c] for p in row for c in order[:3]) for row in a]
    bgra = [bytes(p[c] for p in row for c in order) for row in a]
    for name, size, down in (("24", 40, False), ("24-down", 40, True), ("24-os2", 12, False), ("24-v5", 124, False)):
        write_bmp(f"{name}.bmp", size, 24, rows=bgr, down=down)
    write_bmp("32.bmp", 40, 32, rows=bgra)
    write_bmp("32-fields.bmp", 40, 32, 3, bgra, masks=(0xFF0000, 0xFF00, 0xFF))
    write_bmp("32-v4.bmp", 108, 32, 3, bgra, masks=(0xFF0000, 0xFF00, 0xFF, 0xFF000000))
    write_bmp("32-rgba.bmp", 108, 32, 3, bgra, masks=(0xFF, 0xFF00, 0xFF0000, 0xFF000000))
    write_bmp("32-opaque.bmp", 56, 32, 3, bgra, masks=(0xFF0000, 0xFF00, 0xFF, 0))
    write_bmp("32-tenbits.bmp", 108, 32, 3, bgra, masks=(0x3FF00000, 0xFFC00, 0x3FF, 0))
    b555 = [struct.pack("<13H", *((p[0] >> 3) << 10 | (p[1] >> 3) << 5 | p[2] >> 3 for p in row)) for row in a]
    b565 = [struct.pack("<13H", *((p[0] >> 3) << 11 | (p[1] >> 2) << 5 | p[2] >> 3 for p in row)) for row in a]
    write_bmp("16.bmp", 40, 16, rows=b555)
    write_bmp("16-565.bmp", 40, 16, 3, b565, masks=(0xF800, 0x7E0, 0x1F))
    write_bmp("16-v4.bmp", 108, 16, 3, b565, masks=(0xF800, 0x7E0, 0x1F, 0))
    write_bmp("16-444.bmp", 40, 16, 3, b565, masks=(0xF00, 0xF0, 0xF))
    rgb = Image.fromarray(a[..., :3].astype(np.uint8))
    for bits in (1, 4, 8):
        count = 1 << bits
        indexed = rgb.quantize(count)
        indices = np.asarray(indexed)
        colors = (indexed.getpalette() + [0] * 768)[: 3 * count]
        triples = [bytes(colors[3 * i + c] for c in order[:3]) for i in range(count)]
        rows = [pack(row, bits) for row in indices]
        write_bmp(f"{bits}.bmp", 40, bits, rows=rows, palette=b"".join(t + b"\0" for t in triples))
        write_bmp(f"{bits}-os2.bmp", 12, bits, rows=rows, palette=b"".join(triples))
        gray = np.asarray(rgb.convert("L")) >> (8 - bits)
        ramp = b"".join(bytes([v * 255 // (count - 1)] * 3) + b"\0" for v in range(count))
        write_bmp(f"{bits}-gray.bmp", 40, bits, rows=[pack(r, bits) for r in gray], palette=ramp)
        if bits > 1:
            palette = b"".join(t + b"\0" for t in triples)
            four = bits == 4
            runs = b""
            for row in indices[::-1]:
                row = [int(v) for v in row]
                # A literal run of 5, a run of 3, a literal run of 3, a jump of one and a single pixel.
                for at, n in ((0, 5), (8, 3)):
                    part = row[at : at + n]
                    if four:
                        part = pack(part + [0] * (n % 2), 4)
                    runs += bytes([0, n]) + bytes(part) + bytes(len(part) % 2)
                    if at == 0:
                        runs += bytes([3, row[5] * 17 if four else row[5]])
                runs += bytes([0, 2, 1, 0, 1, 0]) + b"\0\0"
            write_bmp(f"{bits}-runs.bmp", 40, bits, 2 if four else 1, palette=palette, data=runs[:-2] + b"\0\1")


def described(array):
    array = np.ascontiguousarray(array)
    return {"shape": list(array.shape), "dtype": str(array.dtype), "sha256": hashlib.sha256(array).hexdigest()}


def by_pillow(path):
    try:
        with Image.open(path) as im:
            im.load()
            array = np.asarray(im)
            if im.mode == "1":
                array = array.astype(np.uint8) * 255
            return {**described(array), "mode": im.mode, "orientation": im.getexif().get(0x112, 1)}
    except OSError as error:
        return {"error": str(error).splitlines()[0]}


def by_opencv(path, flag):
    array = cv2.imread(str(path), flag)
    if array is None:
        return {"error": "imread returns None"}
    if array.ndim == 3:
        array = array[..., [2, 1, 0] + [3] * (array.shape[2] == 4)]
    return described(array)


def main():
    import tempfile

    FILES.mkdir(exist_ok=True)
    a = picture()
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        Image.fromarray(a).save(tmp / "rgba.png")
        Image.fromarray(a[..., :3]).save(tmp / "rgb.png")
        Image.fromarray(a[..., :3]).convert("L").save(tmp / "gray.png")
        cv2.imwrite(str(tmp / "rgb16.png"), a[..., 2::-1].astype(np.uint16) * 257)
        make_avif(tmp)
        make_heic(tmp)
        make_jxl(tmp)
        make_bmp(a)
        expected = {}
        for path in sorted(FILES.iterdir()):
            if path.suffix in (".avif", ".bmp"):
                expected[path.name] = {
                    "pillow": by_pillow(path),
                    "opencv/unchanged": by_opencv(path, cv2.IMREAD_UNCHANGED),
                    "opencv/color": by_opencv(path, cv2.IMREAD_COLOR),
                }
                continue
            out = tmp / "out.png"
            run("djxl" if path.suffix == ".jxl" else "heif-convert", path, out)
            first = out if out.exists() else tmp / "out-1.png"
            array = cv2.imread(str(first), cv2.IMREAD_UNCHANGED)
            if array.ndim == 3:
                array = array[..., [2, 1, 0] + [3] * (array.shape[2] == 4)]
            expected[path.name] = {"library": described(array)}
            for made in tmp.glob("out*.png"):
                made.unlink()
    (HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


main()
