"""Brings weights that PyTorch pickled into safetensors, in TensorFlow's layouts: what `npm run convert --from` reads.

python3 training/export/conversions/torch-to-safetensors.py resnet56-4bfd9763.th resnet56-4bfd9763.safetensors
"""
import json
import struct
import sys

import torch

source, target = sys.argv[1:]
state = torch.load(source, map_location='cpu', weights_only=True)
state = state.get('state_dict', state)
tensors = {}
for name, tensor in state.items():
    if not tensor.is_floating_point():
        continue  # How many batches were seen.
    # Kernels [out, in, h, w] become [h, w, in, out], dense ones [out, in] become [in, out].
    tensor = tensor.permute(2, 3, 1, 0) if tensor.dim() == 4 else tensor.t() if tensor.dim() == 2 else tensor
    tensors[name.removeprefix('module.')] = tensor.contiguous().float().numpy()

header, offset = {}, 0
for name, values in tensors.items():
    header[name] = {'dtype': 'F32', 'shape': list(values.shape), 'data_offsets': [offset, offset + values.nbytes]}
    offset += values.nbytes
text = json.dumps(header).encode()
text += b' ' * (-len(text) % 8)
with open(target, 'wb') as file:
    file.write(struct.pack('<Q', len(text)) + text + b''.join(values.tobytes() for values in tensors.values()))
