export enum Colour {
  Red = 1,
  Green = Red << 1,
  Blue = Green << 1,
  All = Red | Green | Blue,
  Length = 'abc'.length,
}

export const enum Weekday {
  Monday = 'monday',
  Saturday = 'saturday',
  Sunday = 'sunday',
}

export namespace geometry {
  export interface Point {
    x: number
    y: number
  }
  const square = (value: number): number => value * value
  export const distance = (a: Point, b: Point): number => Math.sqrt(square(a.x - b.x) + square(a.y - b.y))
  export function midpoint(a: Point, b: Point): Point {
    return { x: (a.x + b.x) / 2, z: (a.y + b.y) / 2 }
  }
}

export namespace geometry {
  export const origin: Point = { x: 0, y: '0' }
}
