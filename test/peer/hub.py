"""What huggingface_hub does with a cache. Usage: hub.py local|download <cache> <repo> [revision]"""

import json
import sys
from pathlib import Path

import huggingface_hub

how, cache, repo = sys.argv[1:4]
revision = sys.argv[4] if len(sys.argv) > 4 else None
patterns = ["config.json", "vocab.txt", "model.safetensors"]
folder = huggingface_hub.snapshot_download(
    repo, revision=revision, cache_dir=cache, local_files_only=how == "local", allow_patterns=patterns
)
scan = huggingface_hub.scan_cache_dir(cache)
print(
    json.dumps(
        {
            "folder": folder,
            "links": {path.name: str(path.readlink()) for path in Path(folder).iterdir()},
            "config": Path(folder, "config.json").read_text(),
            "warnings": [str(warning) for warning in scan.warnings],
            "refs": sorted(ref for entry in scan.repos for revision in entry.revisions for ref in revision.refs),
        }
    )
)
