#!/bin/bash
# A Slurm array: each task makes its share of the shards. Plan once, then submit with what you planned with:
#
#   softpa plan laion --source captioned --out /scratch/me/prompts --set …
#   sbatch pipeline/cluster/slurm.sh laion --out /scratch/me/prompts --set …
#
# The same sbatch again makes what is not done. Paths must mean the same on all nodes.
#SBATCH --job-name=softpa
#SBATCH --array=0-99
#SBATCH --cpus-per-task=16
#SBATCH --mem=16G
#SBATCH --time=24:00:00
#SBATCH --requeue
# A minute before the time is over, so that the shards in flight are removed and not left behind half-written.
#SBATCH --signal=B:TERM@60
set -euo pipefail

# In place of the shell, so that Slurm's signal reaches it.
exec softpa run "$@" --shards auto --workers "${SLURM_CPUS_PER_TASK:-1}"
