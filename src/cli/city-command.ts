import { Option } from 'nest-commander';
import { AnsweringCommand } from './answering-command';

/** A command that plays a city: which rides, with whom. */
export abstract class CityCommand extends AnsweringCommand {
  @Option({
    flags: '--pickups <file>',
    description: 'real rides: pickups or fares, may be gzipped',
  })
  pickups(text: string): string {
    return text;
  }

  @Option({ flags: '--drivers <n>', description: 'how many drivers work, in shifts' })
  drivers(text: string): string {
    return text;
  }

  @Option({ flags: '--hours <n>', description: 'how many hours of rides' })
  hours(text: string): string {
    return text;
  }

  @Option({ flags: '--seed <n>', description: 'another seed makes other people (1)' })
  seed(text: string): string {
    return text;
  }

  @Option({
    flags: '--from <time>',
    description: 'begin at 2014-04-02T04:00:00Z, or in New York 2014-04-02 (the first ride)',
  })
  from(text: string): string {
    return text;
  }
}
