export const metres = (feet: number): number => feet * 0.3048
