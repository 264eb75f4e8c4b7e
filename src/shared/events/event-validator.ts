import { TypeCompiler } from '@sinclair/typebox/compiler';
import type { DomainEvent, EventDeclaration } from './event';

/** Compiles every schema once, into a check that says what is wrong with an event, or undefined. */
export function eventValidator(declarations: readonly EventDeclaration[]) {
  const checks = new Map(
    declarations.map(({ type, schema }) => [type, TypeCompiler.Compile(schema)]),
  );
  return ({ type, data }: DomainEvent): string | undefined => {
    const check = checks.get(type);
    if (check?.Check(data)) return undefined;
    const error = check?.Errors(data).First();
    return error ? `${type}${error.path}: ${error.message}` : `${type} is not declared`;
  };
}
