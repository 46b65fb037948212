"""Runs the cases of cases.json again by the releases that are installed: `newest.py`, with numpy and any of Pillow,
opencv-python-headless, torch, torchvision and scikit-image. Prints, for each, how many outputs are still the ones that are held,
and which are not. Cases that other libraries made, or whose shape of call is not known here, are counted as left out.
"""
import collections
import hashlib
import json
import os

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..")


def source_of(golden, case):
    shape = golden["sources"][case["source"]]
    path = os.path.join(GOLDEN, "sources", case["source"] + ".u8")
    image = numpy.fromfile(path, numpy.uint8).reshape(shape["height"], shape["width"], shape["channels"])
    if case["transform"] == "u8":
        return image
    if case["transform"] == "f32":
        return image.astype(numpy.float32)
    kind = numpy.float32 if case["transform"] == "f32/255" else numpy.float64
    return image.astype(kind) / kind(255)


def pillow():
    import PIL
    from PIL import Image

    def run(case, image):
        options = case["options"]
        picture = Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image, options["mode"])
        size = (case["width"], case["height"])
        if case["method"] == "reduce":
            box = options["box"] and tuple(options["box"])
            made = picture.reduce(tuple(options["factor"]), box)
        elif case["method"] == "thumbnail":
            picture.thumbnail(tuple(options["bound"]), Image.Resampling[options["resample"]], options["reducing_gap"])
            made = picture
        else:
            box = options.get("box") and tuple(options["box"])
            made = picture.resize(size, Image.Resampling[case["method"]], box, options.get("reducing_gap"))
        return numpy.asarray(made)

    return "pillow", PIL.__version__, run


def opencv():
    import cv2

    def run(case, image):
        return cv2.resize(image, (case["width"], case["height"]), interpolation=getattr(cv2, case["method"]))

    return "opencv-wheel-5.0", cv2.__version__, run


def tensor_of(torch, image):
    return torch.from_numpy(numpy.ascontiguousarray(image.transpose(2, 0, 1)))[None]


def pixels_of(tensor):
    return tensor[0].numpy().transpose(1, 2, 0)


def is_other_cpu(case):
    """Cases name the instructions that torch may use; ATEN_CPU_CAPABILITY sets them for a whole run."""
    return case["options"].get("cpuCapability", CPU) != CPU


CPU = os.environ.get("ATEN_CPU_CAPABILITY", "avx2")


def torch_():
    import torch
    from torch.nn.functional import interpolate

    def run(case, image):
        options = case["options"]
        if is_other_cpu(case):
            return None
        kept = {key: options[key] for key in ("align_corners", "antialias") if key in options}
        size = (case["height"], case["width"])
        return pixels_of(interpolate(tensor_of(torch, image), size, mode=case["method"], **kept))

    return "torch-2.14", torch.__version__, run


def torchvision_():
    import torch
    import torchvision
    from PIL import Image
    from torchvision.transforms import InterpolationMode, functional, v2

    def run(case, image):
        options = case["options"]
        if is_other_cpu(case):
            return None
        method = InterpolationMode(case["method"])
        resize = v2.functional.resize if options["api"] == "v2" else functional.resize
        size = options["size"] if isinstance(options["size"], list) else [options["size"]]
        if options["input"] == "PIL":
            picture = Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image)
            return numpy.asarray(resize(picture, size, method, antialias=options["antialias"]))
        return pixels_of(resize(tensor_of(torch, image), size, method, antialias=options["antialias"]))

    return "torchvision-0.29", torchvision.__version__, run


def compare(golden, name, version, run):
    counts = collections.Counter()
    changed = []
    for case in golden["cases"]:
        if case["library"] != name:
            continue
        result = run(case, source_of(golden, case))
        if result is None:
            counts["left out"] += 1
            continue
        digest = hashlib.sha256(numpy.ascontiguousarray(result).tobytes()).hexdigest()
        counts["equal" if digest == case["sha256"] else "changed"] += 1
        if digest != case["sha256"]:
            changed.append(case["id"])
    held = {case["version"] for case in golden["cases"] if case["library"] == name}
    print(f"{name} {', '.join(held)} against {version}: {dict(counts)}")
    for one in changed:
        print("  ", one)


def main():
    with open(os.path.join(GOLDEN, "cases.json")) as file:
        golden = json.load(file)
    for library in (pillow, opencv, torch_, torchvision_):
        try:
            found = library()
        except ImportError as error:
            print(f"{library.__name__}: not installed ({error.name})")
            continue
        compare(golden, *found)


main()
