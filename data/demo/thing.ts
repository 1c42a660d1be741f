import { box, circle, ellipse, type Paint, repeat, shape, stroke } from './paint.ts'
import type { Thing } from './scene.ts'

// Each thing stands on (0, 0), about 100 units wide or high; y grows downwards, as in SVG.
const glass = '#cfe6f2'
const ink = '#26262b'

const wheel = (x: number, radius: number) =>
  circle(x, -radius, radius, ink) + circle(x, -radius, radius * 0.5, '#b9bdc4') + circle(x, -radius, radius * 0.18, ink)

const car = ({ base, dark, light }: Paint) =>
  shape(
    'M-50,-14 V-26 Q-48,-35 -34,-37 L-24,-53 Q-21,-57 -14,-57 H11 Q17,-57 21,-53 L33,-38 Q48,-36 50,-26 V-14 Q50,-9 45,-9 H-45 Q-50,-9 -50,-14Z',
    base,
  ) +
  shape('M-50,-20 H50 V-14 Q50,-9 45,-9 H-45 Q-50,-9 -50,-14Z', dark) +
  shape('M-27,-38 L-19,-50 Q-17,-53 -13,-53 H-3 V-38Z', glass) +
  shape('M2,-53 H10 Q14,-53 17,-50 L26,-38 H2Z', glass) +
  stroke('M-34,-35 H40', light, 1.5) +
  stroke('M6,-31 H12', dark, 2) +
  ellipse(47, -28, 3, 4, '#fff2c4') +
  box(-50, -31, 4, 7, '#b3202a', 1.5) +
  wheel(-28, 12) +
  wheel(29, 12)

const bus = ({ base, dark, light }: Paint) =>
  box(-58, -68, 116, 60, base, 8) +
  box(-58, -24, 116, 16, dark, 5) +
  box(-58, -30, 116, 4, light) +
  repeat(4, index => box(-51 + index * 20, -60, 16, 20, glass, 2)) +
  box(31, -60, 20, 44, glass, 2) +
  stroke('M41,-60 V-16', dark, 1.5) +
  box(54, -22, 5, 6, '#fff2c4', 1) +
  wheel(-34, 12) +
  wheel(22, 12)

const bicycle = ({ base, dark }: Paint) => {
  const rim = (x: number) =>
    `<circle cx="${x}" cy="-22" r="20.5" fill="none" stroke="${ink}" stroke-width="3"/>` +
    repeat(8, index => {
      const [dx, dy] = [Math.cos((index * Math.PI) / 8) * 20, Math.sin((index * Math.PI) / 8) * 20]
      return stroke(
        `M${(x - dx).toFixed(1)},${(-22 - dy).toFixed(1)} L${(x + dx).toFixed(1)},${(-22 + dy).toFixed(1)}`,
        '#9aa0a8',
        0.5,
      )
    })
  return (
    rim(-30) +
    rim(30) +
    stroke('M-30,-22 L-14,-52 L20,-52 L-4,-22Z M-4,-22 L-16,-58 M30,-22 L18,-60', base, 4) +
    stroke('M-24,-60 H-9', ink, 5) +
    stroke('M18,-60 L16,-66 H28 Q32,-66 31,-60', ink, 3.5) +
    circle(-4, -22, 6, dark) +
    stroke('M-4,-22 L4,-13 M1,-12 H8', ink, 2.5)
  )
}

const cat = ({ base, dark, light }: Paint) => {
  const eye = (x: number) => ellipse(x, -69, 4.2, 5, '#b7dd5b') + ellipse(x, -69, 1.5, 4.2, ink)
  return (
    stroke('M20,-8 Q48,-6 44,-30 Q42,-42 50,-48', dark, 8) +
    shape('M-28,0 Q-34,-40 -12,-54 H12 Q34,-40 28,0Z', base) +
    ellipse(0, -16, 13, 17, light) +
    stroke('M-8,-2 V-22 M8,-2 V-22', dark, 1.2) +
    ellipse(-11, -3, 9, 5, base) +
    ellipse(11, -3, 9, 5, base) +
    shape('M-26,-76 L-25,-100 L-7,-86Z M26,-76 L25,-100 L7,-86Z', base) +
    shape('M-22,-80 L-22,-93 L-11,-85Z M22,-80 L22,-93 L11,-85Z', '#f0a9b0') +
    ellipse(0, -68, 28, 23, base) +
    stroke('M0,-90 V-82 M-7,-89 L-5,-82 M7,-89 L5,-82', dark, 2.4) +
    eye(-11) +
    eye(11) +
    ellipse(0, -57, 9, 6, light) +
    shape('M-3,-61 H3 L0,-57.5Z', '#d4677a') +
    stroke('M0,-57.5 Q-3,-53 -6,-55 M0,-57.5 Q3,-53 6,-55', ink, 1) +
    stroke('M-14,-58 L-36,-62 M-14,-56 L-36,-54 M14,-58 L36,-62 M14,-56 L36,-54', '#8d8d92', 0.8)
  )
}

const dog = ({ base, dark, light }: Paint) => {
  const eye = (x: number) => circle(x, -73, 3.6, ink) + circle(x + 1, -74, 1.1, '#ffffff')
  return (
    stroke('M24,-12 Q44,-18 42,-38', base, 8) +
    shape('M-26,0 Q-34,-36 -14,-56 H14 Q34,-36 26,0Z', base) +
    ellipse(0, -24, 12, 20, light) +
    box(-17, -28, 11, 28, base, 5) +
    box(6, -28, 11, 28, base, 5) +
    ellipse(-12, -3, 8, 4, light) +
    ellipse(12, -3, 8, 4, light) +
    ellipse(0, -72, 25, 23, base) +
    shape('M-18,-90 Q-40,-88 -36,-58 Q-27,-54 -22,-72Z M18,-90 Q40,-88 36,-58 Q27,-54 22,-72Z', dark) +
    ellipse(0, -62, 14, 11, light) +
    shape('M-4,-55 H4 V-48 Q0,-44 -4,-48Z', '#ea7184') +
    ellipse(0, -67, 5.5, 4, ink) +
    stroke('M0,-63 V-57 M-7,-58 Q-3,-54 0,-57 Q3,-54 7,-58', ink, 1.3) +
    eye(-10) +
    eye(10) +
    stroke('M-17,-49 Q0,-41 17,-49', '#c8323c', 4) +
    circle(0, -43, 3.2, '#e8c04a')
  )
}

const cup = ({ base, dark, light }: Paint) =>
  ellipse(0, -2, 46, 7, '#ffffff') +
  ellipse(0, -3, 30, 4, '#d9dde2') +
  stroke('M30,-46 Q54,-48 50,-30 Q46,-16 27,-18', dark, 7) +
  shape('M-34,-58 H34 L28,-12 Q26,-3 14,-3 H-14 Q-26,-3 -28,-12Z', base) +
  shape('M14,-58 H34 L28,-12 Q26,-3 14,-3 H6 Q16,-6 17,-16Z', dark, 'opacity="0.55"') +
  stroke('M-24,-46 L-21,-20', light, 4) +
  ellipse(0, -58, 34, 7, light) +
  ellipse(0, -57, 29, 5, '#5b3620') +
  stroke('M-10,-70 q-7,-7 0,-14 t0,-14 M8,-70 q-7,-7 0,-14 t0,-14', '#ffffff88', 3)

const cake = ({ base, dark, light }: Paint) => {
  const candle = (x: number) =>
    box(x - 1.7, -80, 3.4, 17, '#fdf6e3', 1) +
    stroke(`M${x - 1.4},-70 l3,-3 M${x - 1.4},-76 l3,-3`, '#5aa5d8', 1.2) +
    shape(`M${x},-93 q5,8 0,12 q-5,-4 0,-12Z`, '#ffb42e')
  return (
    ellipse(0, -3, 54, 8, '#ffffff') +
    ellipse(0, -4, 46, 5, '#d9dde2') +
    box(-42, -36, 84, 32, '#e9bf83', 4) +
    box(-42, -21, 84, 5, '#b5483f') +
    shape(
      'M-42,-30 V-36 H42 V-30 q-5,9 -10,0 q-6,12 -12,0 q-5,8 -10,0 q-6,12 -12,0 q-5,8 -10,0 q-6,12 -12,0 q-5,8 -10,0 q-4,9 -8,0Z',
      base,
    ) +
    box(-28, -62, 56, 26, light, 4) +
    shape(
      'M-28,-55 V-60 Q-28,-65 -23,-65 H23 Q28,-65 28,-60 V-55 q-4,9 -8,0 q-5,11 -10,0 q-5,8 -10,0 q-5,11 -10,0 q-5,8 -10,0 q-4,9 -8,0Z',
      base,
    ) +
    repeat(5, index => circle(-22 + index * 11, -42, 2.6, dark)) +
    candle(-14) +
    candle(0) +
    candle(14)
  )
}

const house = ({ base, dark, light }: Paint) => {
  const pane = (x: number) =>
    box(x - 9, -42, 18, 18, '#ffffff', 1) +
    box(x - 7, -40, 14, 14, '#ffe9a6') +
    stroke(`M${x},-40 V-26 M${x - 7},-33 H${x + 7}`, '#ffffff', 1.6)
  return (
    box(20, -92, 12, 26, '#9a5140') +
    box(18, -94, 16, 4, '#7c3f33') +
    box(-44, -54, 88, 54, base) +
    repeat(5, index => stroke(`M-44,${-9 - index * 9} H44`, dark, 0.5)) +
    shape('M-54,-52 L0,-92 L54,-52Z', '#6b4a45') +
    shape('M-54,-52 L0,-92 L4,-89 L-46,-52Z', '#8d655e') +
    circle(0, -66, 6, light) +
    box(-9, -30, 18, 30, '#6d4427', 1) +
    circle(5, -14, 1.5, '#f0cf63') +
    pane(-27) +
    pane(27)
  )
}

const tree = ({ base, dark, light }: Paint) =>
  shape('M-8,0 Q-4,-24 -7,-44 L7,-44 Q4,-24 9,0Z', '#75492a') +
  stroke('M0,-36 L-14,-54 M1,-34 L15,-50', '#75492a', 4) +
  circle(-22, -56, 20, dark) +
  circle(22, -56, 20, dark) +
  circle(0, -58, 22, dark) +
  circle(-15, -70, 20, base) +
  circle(16, -70, 20, base) +
  circle(0, -84, 19, base) +
  circle(-7, -90, 8, light, 'opacity="0.6"') +
  circle(-21, -75, 6, light, 'opacity="0.5"') +
  circle(12, -76, 6, light, 'opacity="0.5"')

const fish = ({ base, dark, light }: Paint) =>
  shape('M-26,-40 L-54,-62 Q-46,-40 -54,-18Z', dark) +
  shape('M-14,-58 Q4,-86 24,-60Z M-8,-20 Q2,-4 16,-20Z', dark) +
  shape('M-34,-40 Q-4,-76 34,-56 Q50,-46 50,-40 Q50,-34 34,-24 Q-4,-4 -34,-40Z', base) +
  shape('M-30,-37 Q0,-12 46,-33 Q40,-26 34,-24 Q-4,-4 -30,-37Z', light) +
  shape('M8,-62 Q-2,-40 8,-18 Q14,-19 17,-20 Q8,-40 17,-61Z', '#ffffff', 'opacity="0.85"') +
  shape('M2,-38 L-14,-26 Q-4,-46 2,-38Z', dark) +
  circle(35, -44, 6, '#ffffff') +
  circle(36.5, -44, 3.2, ink) +
  stroke('M50,-38 Q45,-34 41,-34', dark, 1.5)

const boat = ({ base, dark, light }: Paint) =>
  stroke('M2,-12 V-104', '#6d4a2f', 3) +
  shape('M6,-98 Q44,-62 46,-24 H6Z', '#fbf7ec') +
  shape('M18,-85 Q32,-68 38,-54 H6 V-85Z', light) +
  shape('M-2,-92 Q-32,-60 -38,-24 H-2Z', '#efe7d4') +
  shape('M2,-104 L22,-99 L2,-94Z', base) +
  shape('M-56,-18 H58 Q50,4 34,6 H-34 Q-50,4 -56,-18Z', base) +
  shape('M-51,-6 H54 Q47,5 34,6 H-34 Q-46,4 -51,-6Z', dark) +
  stroke('M-54,-16 H56', light, 3)

const flower = ({ base, dark, light }: Paint) =>
  stroke('M0,0 Q5,-30 0,-62', '#3d7f3d', 5) +
  shape('M1,-16 Q20,-42 40,-34 Q30,-12 1,-16Z', '#4f9a48') +
  shape('M2,-10 Q-18,-34 -38,-24 Q-28,-4 2,-10Z', '#418a3f') +
  repeat(8, index =>
    ellipse(0, -86, 9, 17, index % 2 === 0 ? base : light, `transform="rotate(${index * 45} 0 -68)"`),
  ) +
  circle(0, -68, 11, '#f3b52c') +
  repeat(6, index =>
    circle(Math.round(60 * Math.cos(index)) / 10, -68 + Math.round(60 * Math.sin(index)) / 10, 1.5, '#b97a14'),
  ) +
  stroke('M0,-55 V-56', dark, 1)

const umbrella = ({ base, dark }: Paint) =>
  stroke('M0,0 V-88', '#b98a5a', 4) +
  shape(
    'M-56,-50 Q-50,-94 0,-96 Q50,-94 56,-50 q-9,-8 -18.6,0 q-9,-8 -18.6,0 q-9,-8 -18.8,0 q-9,-8 -18.8,0 q-9,-8 -18.6,0 q-9,-8 -18.6,0Z',
    base,
  ) +
  shape(
    'M-37.4,-50 Q-34,-84 0,-96 Q-17,-80 -18.8,-50 q-9,-8 -18.6,0Z M37.4,-50 Q34,-84 0,-96 Q17,-80 18.8,-50 q9,-8 18.6,0Z',
    '#fdfaf2',
  ) +
  circle(0, -97, 3, dark)

const balloon = ({ base, dark, light }: Paint) =>
  stroke('M-12,-24 L-17,-44 M12,-24 L17,-44', '#6b4a2f', 1.5) +
  shape('M0,-116 Q44,-114 42,-76 Q40,-56 18,-40 H-18 Q-40,-56 -42,-76 Q-44,-114 0,-116Z', base) +
  shape('M0,-116 Q22,-110 20,-76 Q18,-56 8,-40 H-8 Q-18,-56 -20,-76 Q-22,-110 0,-116Z', light) +
  shape('M0,-116 Q8,-108 7,-76 Q6,-56 3,-40 H-3 Q-6,-56 -7,-76 Q-8,-108 0,-116Z', base) +
  shape('M-30,-50 Q0,-42 30,-50 L18,-40 H-18Z', dark) +
  box(-13, -25, 26, 17, '#a8743f', 3) +
  stroke('M-12,-19 H12 M-12,-14 H12', '#80552c', 1.2)

/** SVG of a thing that stands on (0, 0) and is about 100 units wide or high. */
export const drawThing: { readonly [thing in Thing]: (paint: Paint) => string } = {
  car,
  bus,
  bicycle,
  cat,
  dog,
  cup,
  cake,
  house,
  tree,
  fish,
  boat,
  flower,
  umbrella,
  balloon,
}
