export function prepareGuests(): Promise<void>
