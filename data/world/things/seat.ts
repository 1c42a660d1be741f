import { body, box, path, type Shape, stroke } from '../shape.ts'

const shade = '#101020'
const oak = '#5b3b22'

export const chair: readonly Shape[] = [
  stroke('M-27,-44 L-31,-3 M27,-44 L31,-3', oak, 7),
  stroke('M-18,-44 L-19,-12 M18,-44 L19,-12', '#432a17', 6),
  ...body('M-28,-112 Q-28,-118 -22,-118 H22 Q28,-118 28,-112 L30,-54 H-30Z'),
  ...body('M-32,-54 H32 L38,-40 Q38,-34 32,-34 H-32 Q-38,-34 -38,-40Z'),
  path('M-37,-42 H37 L38,-40 Q38,-34 32,-34 H-32 Q-38,-34 -38,-40Z', shade, 0.28),
  stroke('M-29,-55 H29', shade, 2, 0.5),
]

const legs = (x: number): readonly Shape[] => [box(-x, -8, 9, 8, oak, 2), box(x - 9, -8, 9, 8, oak, 2)]

export const sofa: readonly Shape[] = [
  ...legs(56),
  ...body('M-52,-74 Q-52,-84 -42,-84 H42 Q52,-84 52,-74 V-30 H-52Z'),
  ...body('M-50,-44 H50 V-12 H-50Z'),
  ...body('M-66,-50 Q-66,-58 -57,-58 Q-48,-58 -48,-50 V-7 H-62 Q-66,-7 -66,-12Z'),
  ...body('M66,-50 Q66,-58 57,-58 Q48,-58 48,-50 V-7 H62 Q66,-7 66,-12Z'),
  path('M-48,-26 H48 V-7 H-48Z', shade, 0.28),
  stroke('M0,-82 V-46 M0,-42 V-28', shade, 2, 0.5),
]

/** The sofa with a bowed back and two cushions. */
export const couch: readonly Shape[] = [
  ...legs(60),
  ...body('M-56,-64 Q-50,-96 0,-96 Q50,-96 56,-64 V-30 H-56Z'),
  ...body('M-54,-42 H54 V-12 H-54Z'),
  ...body('M-70,-46 Q-70,-60 -58,-60 Q-46,-60 -46,-46 V-7 H-64 Q-70,-7 -70,-13Z'),
  ...body('M70,-46 Q70,-60 58,-60 Q46,-60 46,-46 V-7 H64 Q70,-7 70,-13Z'),
  path('M-46,-25 H46 V-7 H-46Z', shade, 0.28),
  path('M-42,-68 L-18,-72 L-14,-46 L-38,-42Z M42,-68 L18,-72 L14,-46 L38,-42Z', '#f6efdf'),
  stroke('M-42,-68 L-18,-72 L-14,-46 L-38,-42Z M42,-68 L18,-72 L14,-46 L38,-42Z', '#16161f', 1.3, 0.5),
]
