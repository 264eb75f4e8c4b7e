import { Command, CommandRunner, Option } from 'nest-commander';
import { DataDirectory } from '../first-run/data-directory';
import { tokenRulesFrom } from '../shared/configuration';
import { ROLES, type Role } from '../shared/kernel/actor';
import { LocalKeys } from '../shared/identity/local-keys';

interface TokenOptions {
  readonly role: Role;
  readonly id: string;
  readonly ttl?: string;
}

@Command({ name: 'token', description: 'Mint a bearer token with the first run’s own key' })
export class TokenCommand extends CommandRunner {
  async run(_: string[], { role, id, ttl }: TokenOptions): Promise<void> {
    const keys = await LocalKeys.in(new DataDirectory().identity);
    console.log(await keys.token({ type: role, id }, tokenRulesFrom(process.env), ttl));
  }

  @Option({
    flags: '--role <role>',
    description: ROLES.join(', '),
    required: true,
    choices: [...ROLES],
  })
  role(role: string): string {
    return role;
  }

  @Option({ flags: '--id <id>', description: 'whose token it is', required: true })
  id(id: string): string {
    return id;
  }

  @Option({ flags: '--ttl <duration>', description: 'how long it is valid, such as 12h' })
  ttl(ttl: string): string {
    return ttl;
  }
}
