#!/usr/bin/env python3
"""What torchvision or TensorFlow make of the files of a folder, as the loader goldens have it.

    python3 -m venv venv && venv/bin/pip install torch torchvision tensorflow-cpu numpy
    venv/bin/python loaders_more.py torchvision FOLDER INDEX
    venv/bin/python loaders_more.py tensorflow FOLDER INDEX

Adds the outcomes to INDEX (index.json): for each file and loader shape, type and SHA-256 of the array, or the
error. Tensors of torchvision are turned to HxWxC; of an animation the first frame is taken. A loader runs in a
process of its own, because one that dies refuses a file too. With a fourth argument the arrays are written to that
folder, compressed by zlib. Prints the versions it ran with.
"""
import hashlib
import json
import multiprocessing
import os
import sys
import zlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""


def torchvision_loaders():
    import torch
    import torchvision
    from torchvision.io import ImageReadMode, decode_image, read_file

    torch.set_num_threads(1)

    def load(path, mode, turn=False):
        array = decode_image(read_file(path), mode, apply_exif_orientation=turn).numpy()
        if array.ndim == 4:
            array = array[0]
        array = array.transpose(1, 2, 0)
        return array[..., 0] if array.shape[2] == 1 else array

    modes = {
        "decode-unchanged": ImageReadMode.UNCHANGED,
        "decode-rgb": ImageReadMode.RGB,
        "decode-gray": ImageReadMode.GRAY,
        "decode-gray-alpha": ImageReadMode.GRAY_ALPHA,
        "decode-rgba": ImageReadMode.RGB_ALPHA,
    }
    loaders = {f"torchvision/{key}": (lambda p, m=mode: load(p, m)) for key, mode in modes.items()}
    loaders["torchvision/decode-rgb+exif"] = lambda p: load(p, ImageReadMode.RGB, True)
    return loaders, f"torchvision {torchvision.__version__}, torch {torch.__version__}"


def tensorflow_loaders():
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)

    def flat(tensor):
        array = tensor.numpy()
        return array[..., 0] if array.shape[2] == 1 else array

    def image(path, channels, dtype=tf.uint8):
        data = tf.io.read_file(path)
        return flat(tf.io.decode_image(data, channels=channels, dtype=dtype, expand_animations=False))

    def accurate(path):
        return flat(tf.io.decode_jpeg(tf.io.read_file(path), channels=3, dct_method="INTEGER_ACCURATE"))

    loaders = {
        "tensorflow/decode-image": lambda p: image(p, 0),
        "tensorflow/decode-image+rgb": lambda p: image(p, 3),
        "tensorflow/decode-image+gray": lambda p: image(p, 1),
        "tensorflow/decode-image+rgba": lambda p: image(p, 4),
        "tensorflow/decode-image+uint16": lambda p: image(p, 0, tf.uint16),
        "tensorflow/decode-jpeg+accurate": accurate,
    }
    return loaders, f"tensorflow {tf.__version__}"


def outcome(load, path, folder):
    import numpy as np

    try:
        array = np.ascontiguousarray(load(path))
    except Exception as error:  # whatever a library refuses with is what is recorded
        reason = str(error).replace("\n", " ")
        return {"error": reason.split("] ")[-1].split("Op:DecodeImage]")[0][-120:]}
    raw = array.tobytes()
    digest = hashlib.sha256(raw).hexdigest()
    if folder is not None:
        with open(os.path.join(folder, f"{digest[:16]}.raw.z"), "wb") as file:
            file.write(zlib.compress(raw, 6))
    return {"shape": list(array.shape), "dtype": str(array.dtype), "sha256": digest}


def serve(library, folder, jobs, results):
    loaders, version = {"torchvision": torchvision_loaders, "tensorflow": tensorflow_loaders}[library]()
    results.put((list(loaders), version))
    for path, name in iter(jobs.get, None):
        results.put(outcome(loaders[name], path, folder))


def has_unset_rows(path, loader):
    """Whether torchvision writes only part of each row of a PNG with a palette: what is left is never the same."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:4] != b"\x89PNG" or data[25] != 3:
        return False
    if loader.endswith("unchanged"):
        return data[24] < 8
    return b"tRNS" not in data and loader.endswith(("gray-alpha", "rgba"))


class Worker:
    def __init__(self, library, folder):
        self.arguments = (library, folder)
        self.start()

    def start(self):
        context = multiprocessing.get_context("spawn")
        self.jobs, self.results = context.Queue(), context.Queue()
        self.process = context.Process(target=serve, args=(*self.arguments, self.jobs, self.results))
        self.process.start()
        self.names, self.version = self.results.get()

    def run(self, path, name):
        self.jobs.put((path, name))
        while True:
            try:
                return self.results.get(timeout=1)
            except Exception:
                if not self.process.is_alive():
                    self.start()
                    return {"error": "the process died"}

    def stop(self):
        self.jobs.put(None)
        self.process.join()


def main():
    library, folder, target = sys.argv[1:4]
    out = sys.argv[4] if len(sys.argv) > 4 else None
    with open(target) as file:
        index = json.load(file)
    known = {entry["file"]: entry for entry in index["files"]}
    worker = Worker(library, out)
    for name in sorted(os.listdir(folder)):
        entry = known.setdefault(f"files/{name}", {"file": f"files/{name}", "loaders": {}})
        path = os.path.join(folder, name)
        for loader in worker.names:
            if "decode-jpeg" in loader and not name.endswith(".jpg"):
                continue
            unset = library == "torchvision" and has_unset_rows(path, loader)
            entry["loaders"][loader] = {"error": "rows are not set whole"} if unset else worker.run(path, loader)
    worker.stop()
    index["files"] = [known[key] for key in sorted(known)]
    with open(target, "w") as file:
        json.dump(index, file, indent=2)
    print(worker.version, len(known), "files")


if __name__ == "__main__":
    main()
