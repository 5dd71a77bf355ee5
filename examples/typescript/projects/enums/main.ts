import { Colour, Weekday, geometry } from './library'

function describe(day: Weekday): string {
  switch (day) {
    case Weekday.Saturday:
    case Weekday.Sunday:
      return 'weekend'
    case 'monday':
      return 'start'
  }
}

const colour: Colour = 'red'
const level: Colour = 9
const centre = geometry.midpoint({ x: 0, y: 0 }, { x: 2 })
const hidden = geometry.square(3)
export const label = `${Colour[level]} ${describe(0)} ${centre.x.toFixed()} ${colour} ${hidden}`
