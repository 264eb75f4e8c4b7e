import { Command, CommandRunner } from 'nest-commander';
import { openStores } from '../first-run/stores';
import { migrate } from '../shared/mongo/migrate';

@Command({ name: 'migrate', description: 'Run the migrations of the read-model database' })
export class MigrateCommand extends CommandRunner {
  async run(): Promise<void> {
    const stores = await openStores();
    try {
      const names = await migrate(stores.mongoUrl);
      console.log(names.length === 0 ? 'Nothing to migrate' : names.join('\n'));
    } finally {
      await stores.close();
    }
  }
}
