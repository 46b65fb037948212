"""Goldens of stb_image_resize2: `stb.py FOLDER`, which holds stb_image_resize2.h. It is compiled in a temporary folder
(gcc -O2, no -march: SSE2)."""
import re
import subprocess
import sys
import tempfile

import numpy

from runtime_goldens import outputs, write

PROGRAM = r"""
#include <stdio.h>
#include <stdlib.h>
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#include "stb_image_resize2.h"
int main(int argc, char ** argv) {
    int w = atoi(argv[1]), h = atoi(argv[2]), c = atoi(argv[3]), tw = atoi(argv[4]), th = atoi(argv[5]);
    int filter = atoi(argv[6]);
    stbir_pixel_layout layout = c == 1 ? STBIR_1CHANNEL : c == 3 ? STBIR_RGB : STBIR_4CHANNEL;
    unsigned char * in = malloc((size_t) w * h * c), * out = malloc((size_t) tw * th * c);
    if (fread(in, 1, (size_t) w * h * c, stdin) != (size_t) w * h * c) return 8;
    if (!stbir_resize(in, w, h, 0, out, tw, th, 0, layout, STBIR_TYPE_UINT8,
                      STBIR_EDGE_CLAMP, (stbir_filter) filter)) return 7;
    fwrite(out, 1, (size_t) tw * th * c, stdout);
    return 0;
}
"""

# The order of stbir_filter.
FILTERS = ["default", "box", "triangle", "cubicbspline", "catmullrom", "mitchell", "point"]


def main():
    folder = sys.argv[1]
    with open(f"{folder}/stb_image_resize2.h") as file:
        version = re.search(r"v(\d+\.\d+)", file.readline()).group(1)
    sets = []
    with tempfile.TemporaryDirectory() as made:
        with open(f"{made}/resize.c", "w") as file:
            file.write(PROGRAM)
        subprocess.run(["gcc", "-O2", "-I", folder, "-o", f"{made}/resize", f"{made}/resize.c", "-lm"], check=True)

        def resizer(filter_):
            def resize(image, width, height):
                source_height, source_width, channels = image.shape
                numbers = map(str, (source_width, source_height, channels, width, height, filter_))
                run = subprocess.run([f"{made}/resize", *numbers], input=image.tobytes(), capture_output=True, check=True)
                return numpy.frombuffer(run.stdout, numpy.uint8).reshape(height, width, channels)

            return resize

        for number, name in enumerate(FILTERS):
            lines = outputs(resizer(number))
            sets.append({"sampler": f"stb/{name}", "transform": "u8", "dtype": "uint8", "outputs": lines})
    compiler = subprocess.run(["gcc", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    write("stb", "stb", f"stb_image_resize2 {version}", f"{version}, {compiler}, x86-64 with SSE2", sets)


if __name__ == "__main__":
    main()
