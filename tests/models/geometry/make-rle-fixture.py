"""Writes rle.fixture.json: masks as pycocotools encodes them. Run in this folder: python make-rle-fixture.py"""
import json
import numpy as np
from pycocotools import mask

random = np.random.default_rng(1)
masks = []
for height, width in [(1, 1), (7, 5), (12, 40), (64, 48)]:
    # Thresholded blocks: long runs and short ones.
    coarse = random.random(((height + 3) // 4, (width + 3) // 4)).repeat(4, 0).repeat(4, 1)[:height, :width]
    masks.append(np.asfortranarray((coarse + 0.3 * random.random((height, width)) > 0.65).astype(np.uint8)))
other = np.asfortranarray((random.random(masks[-1].shape) > 0.5).astype(np.uint8))

def describe(pixels):
    rle = mask.encode(pixels)
    return {
        "size": rle["size"], "pixels": "".join(map(str, pixels.flatten(order="C"))), "counts": rle["counts"].decode(),
        "area": int(mask.area(rle)), "box": mask.toBbox(rle).tolist(),
    }

pair = [mask.encode(masks[-1]), mask.encode(other)]
fixture = {
    "masks": [describe(m) for m in masks + [other]],
    "union": mask.merge(pair)["counts"].decode(), "intersection": mask.merge(pair, intersect=True)["counts"].decode(),
}
with open("rle.fixture.json", "w") as file:
    json.dump(fixture, file, indent=1)
    file.write("\n")
