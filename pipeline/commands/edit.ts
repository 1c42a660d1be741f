import { Command } from 'commander'

export interface EditArguments {
  readonly model: string
  readonly lora?: string
  readonly image?: string
  readonly prompt?: string
  readonly edits?: string
  readonly out: string
  readonly python?: string
}

/** `softpa edit`: pictures edited by a latent diffusion model, in the trainer's environment. */
export const editCommand = () =>
  new Command('edit')
    .description('Edits one picture, or a table of them, as prompts say.')
    .argument('[key=value...]', 'settings of the editor, such as strength=0.6 guidance=7.5 seed=1 method=diffedit')
    .requiredOption('--model <name>', 'a diffusers folder, ldm-mini, or owner/name in the hub cache')
    .option('--lora <file>', 'what `softpa train` left in lora/ of its folder, or any LoRA file of the model')
    .option('--image <file>', 'the picture to edit')
    .option('--prompt <text>', 'what the edited picture shows')
    .option(
      '--edits <table>',
      'instead of one picture: Parquet, CSV or JSON lines with the columns image and prompt; key and caption too, if you like',
    )
    .requiredOption('--out <path>', 'the edited picture, or for a table the folder of all')
    .option('--python <path>', 'your own interpreter, with torch and diffusers; else an environment is made once')
    .addHelpText(
      'after',
      `
Examples:
  softpa edit --model runs/a/model --image car.png --prompt "a blue car" --out blue.png
  softpa edit --model ldm-mini --image car.png --prompt "a blue car" --out blue.png method=diffedit caption="a red car"
  softpa edit --model ldm-mini --edits edits.csv --out edited strength=0.6 steps=50 guidance=3

A key that the editor does not know is refused, with a list of those that it knows. SOFTPA_PYTHON stands for --python.`,
    )
    .action(async (settings: readonly string[], { python, model, ...rest }: EditArguments) => {
      const { runProgram, settingsOf } = await import('../python/program.ts')
      const { findDiffusionModel } = await import('../python/diffusion-model.ts')
      const folder = await findDiffusionModel(model)
      await runProgram('training.edit', settingsOf({ model: folder, ...rest }, settings), python)
    })
