import { Command } from 'commander'

export interface EvaluateArguments {
  readonly model: readonly string[]
  readonly edits: string
  readonly out: string
  readonly clip?: string
  readonly features?: string
  readonly python?: string
}

const oneMore = (model: string, models: readonly string[] = []) => [...models, model]

/** `softpa evaluate`: how well models edit, on a list of edits, in the trainer's environment. */
export const evaluateCommand = () =>
  new Command('evaluate')
    .description('Compares editors on a list of edits: a table, the numbers of each edit, sheets of pictures.')
    .argument('[key=value...]', 'settings of the evaluation, such as strength=0.6 steps=50 guidance=7.5 seed=1 pages=4')
    .requiredOption(
      '--model <editor>',
      'again for each; the others are compared with the first: [NAME=][diffedit:]MODEL[+LORA], MODEL a diffusers folder, ldm-mini, or owner/name in the hub cache',
      oneMore,
    )
    .requiredOption(
      '--edits <list>',
      'Parquet, CSV or JSON lines with the columns image and prompt; key, caption, instruction, mask, exact, distance and kind, if it has them',
    )
    .requiredOption('--out <folder>', 'where all goes; the same folder again makes only the edits that lack')
    .option('--clip <name>', 'a CLIP for CLIPScore and R-precision: a folder, or owner/name in the hub cache')
    .option(
      '--features <file>',
      "TorchScript for FID and KID, such as NVIDIA's inception-2015-12-05.pt; else the CLIP's",
    )
    .option('--python <path>', 'your own interpreter, with torch and diffusers; else an environment is made once')
    .addHelpText(
      'after',
      `
Examples:
  softpa evaluate --model CompVis/stable-diffusion-v1-4 --model "Soft-CL=runs/a/model" --edits edits.parquet --out evaluation
  softpa evaluate --model ldm-mini --model diffedit:ldm-mini --model ldm-mini+runs/b/lora --edits edits.csv --out evaluation

Models edit by SDEdit; one in InstructPix2Pix's layout as that does. What a measure asks and the list does not hold is left out,
and the table says so. A key that the evaluation does not know is refused, with a list of those that it knows. SOFTPA_PYTHON
stands for --python.`,
    )
    .action(async (settings: readonly string[], { python, model, clip, ...rest }: EvaluateArguments) => {
      const { runProgram, settingsOf } = await import('../python/program.ts')
      const { resolveEditor } = await import('../python/named-editor.ts')
      const { findModel } = await import('../../stages/models/hub/find.ts')
      const models = (await Promise.all(model.map(typed => resolveEditor(typed)))).join(',')
      const found = { models, ...rest, clip: clip && (await findModel(clip)) }
      await runProgram('training.evaluate', settingsOf(found, settings), python)
    })
