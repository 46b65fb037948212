#!/usr/bin/env python3
"""What the image processors of models make of made pictures: `models.py OUT [NAME...]` writes OUT (models.json).

    python3 -m venv venv && venv/bin/pip install transformers torch torchvision open_clip_torch ultralytics pillow==12.3.0
    venv/bin/python models.py models.json

Views are recorded before they are normalised: their sizes and the SHA-256 of the samples of all (HxWxC, 8 bits).
Views in floating point (resized after they were rescaled) have 60 of their samples instead, times 255. What a
processor refuses is recorded as such. Pillow 13 resizes tall pictures down before across, which moves 8-bit samples by
1, so this is Pillow 12. Prints the versions it ran with.
"""
import hashlib
import importlib
import json
import sys

import numpy as np
import PIL
import torch
import torchvision
import transformers
from PIL import Image

SIZES = [(1, 1), (33, 47), (240, 3), (3, 200), (331, 75), (300, 500), (640, 427), (1600, 900), (700, 2300)]


def made(width, height):
    """The same picture as test/golden/made-picture.ts makes."""
    x, y, c = (np.arange(n, dtype=np.uint64) for n in (width, height, 3))
    x, y, c = x[None, :, None], y[:, None, None], c[None, None, :]
    h = (x * 374761393 + y * 668265263 + c * 2147483647) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((((x * 3 + y * 2 + c * 40) % 256) * 3 + (h >> 24)) >> 2).astype(np.uint8)


def channels_last(view):
    array = view.numpy() if isinstance(view, torch.Tensor) else np.asarray(view)
    return np.ascontiguousarray(array.transpose(1, 2, 0))


def processor(module, name, backend, **settings):
    file = f"transformers.models.{module}.image_processing_{'pil_' if backend == 'pil' else ''}{module}"
    cls = getattr(importlib.import_module(file), name + ("Pil" if backend == "pil" else ""))
    return cls(do_normalize=False, **{"do_rescale": False, **settings})


def plain(out):
    values = out["pixel_values"]
    while not isinstance(values, list) and values.ndim > 4:
        values = values[0]
    return [channels_last(v) for v in values]


def run(module, name, unpack=plain, backends=("pil", "tv"), **settings):
    def of(backend):
        made_by = processor(module, name, backend, **settings)

        def views(image):
            return unpack(made_by(image, return_tensors="pt"))

        return views

    return of, backends


def qwen(patch, merge):
    def unpack(out):
        t, h, w = (int(n) for n in out["image_grid_thw"][0])
        v = np.asarray(out["pixel_values"]).reshape(t, h // merge, w // merge, merge, merge, 3, 2, patch, patch)
        return [v.transpose(0, 6, 1, 3, 7, 2, 4, 8, 5)[0, 0].reshape(h * patch, w * patch, 3)]

    return unpack


def patches(patch, shapes):
    def unpack(out):
        h, w = shapes(out)
        v = np.asarray(out["pixel_values"])[0][: h * w].reshape(h, w, patch, patch, 3)
        return [v.transpose(0, 2, 1, 3, 4).reshape(h * patch, w * patch, 3)]

    return unpack


def gemma_shape(out):
    ids = np.asarray(out["image_position_ids"])[0]
    x, y = ids[..., 0].max() + 1, ids[..., 1].max() + 1
    return int(y), int(x)


def minicpm(out):
    v = np.asarray(out["pixel_values"])[0]
    views, at = [], 0
    for h, w in np.asarray(out["target_sizes"]):
        length = int(h * w) * 14
        part = v[:, :, at : at + length].reshape(3, 14, h, w, 14)
        views.append(np.ascontiguousarray(part.transpose(2, 1, 3, 4, 0).reshape(h * 14, w * 14, 3)))
        at += length
    return views


def mllama(out):
    count = int(np.asarray(out["aspect_ratio_mask"]).sum())
    return [channels_last(v) for v in out["pixel_values"][0][0][:count]]


def phi(out):
    return [channels_last(v) for v in out["image_pixel_values"][0]]


def deepseek_ocr(out):
    local = out["pixel_values_local"] if "pixel_values_local" in out else []
    return [channels_last(v) for v in list(out["pixel_values"]) + list(local)]


def open_clip(**settings):
    def of(_backend):
        from open_clip.transform import image_transform
        from torchvision.transforms import Compose

        transform = image_transform(is_train=False, mean=(0, 0, 0), std=(1, 1, 1), **settings)
        before = Compose(transform.transforms[:-2])  # without ToTensor and Normalize
        return lambda image: [np.asarray(before(image))]

    return of, ("pil",)


def letterbox(side, auto, stride=32):
    def of(_backend):
        from ultralytics.data.augment import LetterBox

        box = LetterBox((side, side), auto=auto, stride=stride)
        return lambda image: [np.ascontiguousarray(box(image=np.asarray(image)))]

    return of, ("pil",)


def yolo_classify(side):
    def of(_backend):
        from torchvision.transforms import Compose
        from ultralytics.data.augment import classify_transforms

        before = Compose(classify_transforms(side).transforms[:2])
        return lambda image: [np.asarray(before(image))]

    return of, ("pil",)


def square(side):
    return {"height": side, "width": side}


def qwen_sizes(least, most):
    return {"shortest_edge": least, "longest_edge": most}


GOT = ("got_ocr2", "GotOcr2ImageProcessor")
SIGLIP = ("siglip", "SiglipImageProcessor")
DETR = {"do_pad": True, "do_convert_annotations": False}
PIXTRAL = ("pixtral", "PixtralImageProcessor")
OCR = ("deepseek_ocr2", "DeepseekOcr2ImageProcessor", deepseek_ocr)

MODELS = {
    "qwen2.5-vl": run("qwen2_vl", "Qwen2VLImageProcessor", qwen(14, 2), size=qwen_sizes(3136, 12845056)),
    "qwen3-vl": run("qwen2_vl", "Qwen2VLImageProcessor", qwen(16, 2), size=qwen_sizes(65536, 16777216), patch_size=16),
    "internvl-3": run(*GOT, size=square(448), crop_to_patches=True),
    "pixtral-12b": run(*PIXTRAL),
    "mistral-small-3.1": run(*PIXTRAL, size={"longest_edge": 1540}, patch_size=square(28)),
    "minicpm-v-4.6": run("minicpmv4_6", "MiniCPMV4_6ImageProcessor", minicpm),
    "llama-3.2-vision": run("mllama", "MllamaImageProcessor", mllama, size=square(560)),
    "llama-4": run("llama4", "Llama4ImageProcessor", backends=("tv",)),
    "llava-onevision": run("llava_onevision", "LlavaOnevisionImageProcessor"),
    "phi-4-multimodal": run("phi4_multimodal", "Phi4MultimodalImageProcessor", phi, ("tv",), do_rescale=True),
    "deepseek-vl": run("deepseek_vl", "DeepseekVLImageProcessor"),
    "deepseek-ocr-2": run(*OCR),
    "deepseek-ocr": run(*OCR, tile_size=640, max_patches=9),
    "paligemma-224": run(*SIGLIP, size=square(224)),
    "paligemma-448": run(*SIGLIP, size=square(448)),
    "paligemma-896": run(*SIGLIP, size=square(896)),
    "gemma-4": run("gemma4", "Gemma4ImageProcessor", patches(16, gemma_shape)),
    "gemma-4+1120": run("gemma4", "Gemma4ImageProcessor", patches(16, gemma_shape), max_soft_tokens=1120),
    "florence-2": run("clip", "CLIPImageProcessor", size=square(768), do_center_crop=False),
    "sam": run("sam", "SamImageProcessor"),
    "sam-2": run("sam2", "Sam2ImageProcessor", backends=("tv",)),
    "grounding-dino": run("grounding_dino", "GroundingDinoImageProcessor"),
    "detr": run("detr", "DetrImageProcessor"),
    "rt-detr": run("rt_detr", "RTDetrImageProcessor"),
    "siglip-2-384": run(*SIGLIP, size=square(384), resample=2),
    "siglip-2-naflex": run(
        "siglip2", "Siglip2ImageProcessor",
        patches(16, lambda out: tuple(int(n) for n in np.asarray(out["spatial_shapes"])[0])),
    ),
    "dinov3": run("dinov3_vit", "DINOv3ViTImageProcessor", backends=("tv",), do_rescale=True),
    "blip-2": run("blip", "BlipImageProcessor", size=square(224)),
    "blip": run("blip", "BlipImageProcessor"),
    "smolvlm-384": run(
        "smolvlm", "SmolVLMImageProcessor", size={"longest_edge": 1536}, max_image_size={"longest_edge": 384}
    ),
    "openclip-224": open_clip(image_size=224, resize_mode="shortest", interpolation="bicubic"),
    "openclip-eva02-336": open_clip(image_size=336, resize_mode="shortest", interpolation="bicubic"),
    "openclip-siglip-384": open_clip(image_size=384, resize_mode="squash", interpolation="bicubic"),
    "yolo-640": letterbox(640, False),
    "yolo-640+auto": letterbox(640, True),
    "yolo-1280+p6": letterbox(1280, False, 64),
    "yolo-1280+p6+auto": letterbox(1280, True, 64),
    "yolo-cls-224": yolo_classify(224),
}


def recorded(views, scale):
    """Sizes, runs of equal ones counted; then what identifies the samples of all views one after the other."""
    runs = []
    for height, width, _ in (view.shape for view in views):
        size = f"{width}x{height}"
        if runs and runs[-1][0] == size:
            runs[-1][1] += 1
        else:
            runs.append([size, 1])
    sizes = " ".join(size if count == 1 else f"{size}*{count}" for size, count in runs)
    flat = np.concatenate([view.ravel() for view in views])
    if flat.dtype != np.uint8 and np.array_equal(flat, np.clip(np.rint(flat), 0, 255)) and scale == 1:
        flat = flat.astype(np.uint8)  # some processors hand out whole numbers as floats
    if flat.dtype == np.uint8:
        return {"views": sizes, "sha256": hashlib.sha256(flat.tobytes()).hexdigest()}
    at = np.linspace(0, len(flat) - 1, 60).astype(int)
    return {"views": sizes, "samples": [round(float(v) * scale, 4) for v in flat[at]]}


RESCALED = {"dinov3", "phi-4-multimodal"}


def main():
    out, names = sys.argv[1], sys.argv[2:]
    versions = {
        "transformers": transformers.__version__,
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "pillow": PIL.__version__,
        "cpu": torch.backends.cpu.get_cpu_capability(),
    }
    print(versions)
    torch.set_num_threads(1)
    cases = []
    for name, (of, backends) in MODELS.items():
        if names and name not in names:
            continue
        for backend in backends:
            views = of(backend)
            for width, height in SIZES:
                case = {"model": name, "backend": backend, "width": width, "height": height}
                try:
                    scale = 255 if name in RESCALED else 1
                    case |= recorded(views(Image.fromarray(made(width, height))), scale)
                except Exception as error:  # whatever it refuses with is what is recorded
                    case["refused"] = f"{type(error).__name__}: {error}"[:120]
                cases.append(case)
        print(name, flush=True)
    lines = ",\n".join(json.dumps(case) for case in cases)
    with open(out, "w") as file:
        file.write('{"versions":' + json.dumps(versions) + ',\n"cases":[\n' + lines + "\n]}\n")


if __name__ == "__main__":
    main()
