import { bounded, logged, registered } from './decorators'

@registered('thermostat')
class Thermostat {
  @bounded(5, 30) accessor target = 20
  @bounded(5, 30) degrees = 20
  @bounded(5, 30) label = 'hall'
  @logged heat(by: number): number {
    return (this.degrees += by)
  }
  @logged get warm(): boolean {
    return this.degrees > 20
  }
}

@registered(7)
class Heater {
  constructor(readonly power: number) {}
}

const thermostat = new Thermostat()
thermostat.heat('3')
export { Heater, thermostat }
