import { Command } from 'commander'

export interface StudyArguments {
  readonly out: string
  readonly model: string
  readonly data?: string
  readonly clip: string
  readonly quick?: true
  readonly python?: string
}

/** `softpa study`: the paper's claims, asked of a model and a dataset. */
export const studyCommand = () =>
  new Command('study')
    .description("Asks whether the paper's claims hold: trains every arm, judges all alike, writes a report.")
    .argument('[key=value...]', 'settings of the study, such as few=3 or lambda_dis=0.05')
    .requiredOption('--out <folder>', 'where all of it goes; the same folder again goes on')
    .option(
      '--model <name>',
      'what every arm starts from: a diffusers folder, or owner/name in the hub cache',
      'ldm-mini',
    )
    .option('--data <folder>', 'a dataset with prompts that softpa made; else one of the closed world is made')
    .option(
      '--clip <name>',
      'who says what a picture shows, where there is no closed world',
      'openai/clip-vit-base-patch32',
    )
    .option('--quick', 'the whole road in minutes, with far too few steps, edits and seeds to answer anything')
    .option('--python <path>', 'your own interpreter, with torch and diffusers; else an environment is made once')
    .addHelpText(
      'after',
      `
Examples:
  softpa study --quick --out out/quick
  softpa study --out out/study                                       the closed world: hours on two cores
  softpa study --out out/sd --model CompVis/stable-diffusion-v1-4 --data shards trainable=lora rate=1e-4 guidance=7.5

Questions and settings are written to OUT/study.json before anything runs, and the report names their digest. Kill it
anywhere; the same command goes on. The report is OUT/report.html and OUT/STUDY.md.

Of pictures that nobody drew no exact result is known: success is then R-precision by a CLIP, an eighth of the rows is held out
for edits, and the report says what cannot be asked.`,
    )
    .action(async (settings: readonly string[], given: StudyArguments) => {
      const { runStudy } = await import('../study.ts')
      await runStudy(settings, given)
    })
