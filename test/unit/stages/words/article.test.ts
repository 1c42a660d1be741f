import { expect, it } from 'vitest'
import { articleFor } from '../../../../stages/words/article.ts'

const after = (article: string, phrases: string): readonly (readonly [string, string])[] =>
  phrases.split(', ').map(phrase => [article, phrase])

it.each([
  ...after(
    'a',
    'unicorn, university, European, ewe, one-way street, once-over, ukulele, used car, utensil, UFO, U-turn',
  ),
  ...after(
    'a',
    'hotel, heritage, houri, herbivore, union, unisex hairdresser, TV, DVD, USB stick, UK flag, US flag, NASA',
  ),
  ...after('a', 'Mr Smith, mnemonic, xylophone, 10, 110, 1,800, 180, yellow car, Ouija board, ouistiti, 7-eleven'),
  ...after(
    'an',
    'hourglass, heir, heirloom, honest man, honour, herb, hour-long film, umbrella, unimportant, uninvited',
  ),
  ...after('an', 'MRI, LED, SUV, LCD, X-ray, FBI agent, H-bomb, EU flag, ATM, x-axis'),
  ...after(
    'an',
    '8, 80, 11, 18, 11th, 1800s, 18,000, 8-year-old, éclair, Ångström, owl, orange cake, "orange" cake, urn',
  ),
])('%s %s', (article, phrase) => expect(articleFor(phrase)).toBe(article))
