import { Command } from 'commander'

export interface TrainArguments {
  readonly data: string
  readonly model: string
  readonly out: string
  readonly python?: string
}

/** `softpa train`: the Python trainer on shards, in an environment that is made on first use. */
export const trainCommand = () =>
  new Command('train')
    .description('Fine-tunes a latent diffusion model on shards with prompts; the same command again resumes.')
    .argument('[key=value...]', 'settings of the trainer, such as steps=2000 lambda_dis=0.05')
    .requiredOption(
      '--data <shards>',
      'what `softpa run laion` wrote, here or at s3://: its folder, a shard, a glob in quotes; several with commas',
    )
    .requiredOption(
      '--model <name>',
      'what is fine-tuned: a diffusers folder, ldm-mini, or owner/name in the hub cache',
    )
    .requiredOption('--out <folder>', 'where checkpoints, logs and pictures go; the same folder again resumes')
    .option('--python <path>', 'your own interpreter, with torch and diffusers; else an environment is made once')
    .addHelpText(
      'after',
      `
Examples:
  softpa train --data shards --model ldm-mini --out runs/a steps=200
  softpa train --data 'shards/data/*.parquet' --model CompVis/stable-diffusion-v1-4 --out runs/b trainable=lora precision=bf16

What was tuned on shards of a recipe stands where nothing else is said, and is printed: for recipe world lambda_dis=0.2
and rate=1e-4, as training/STUDY.md found. For real models the trainer's own defaults are a start, and tuned on nothing.
A key that the trainer does not know is refused, with a list of those that it knows. SOFTPA_PYTHON stands for --python.
On several GPUs: accelerate launch -m training.train data=shards model=<folder> out=runs/a`,
    )
    .action(async (settings: readonly string[], given: TrainArguments) => {
      const { runTraining } = await import('../train.ts')
      await runTraining(settings, given)
    })
