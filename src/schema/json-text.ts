const WIDTH = 100;

/** The same JSON in one order, whatever order it was declared in: keys sorted, and names of required properties. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, named(key, inOrder(each))]);
  return Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

function named(key: string, value: unknown): unknown {
  return key === 'required' && Array.isArray(value) ? value.toSorted() : value;
}

/** JSON as the project's formatter leaves it, so that a written file needs no second hand. */
export function formatted(value: unknown): string {
  return `${text(value, '', '', '')}\n`;
}

/** One value with what stands before and after it on its line. */
function text(value: unknown, indent: string, before: string, after: string): string {
  const deeper = `${indent}  `;
  const each = (parts: readonly (readonly [string, unknown])[]) =>
    parts.map(([key, part], index) =>
      text(part, deeper, `${deeper}${key}`, index < parts.length - 1 ? ',' : ''),
    );
  if (Array.isArray(value)) {
    const line = `${before}[${value.map((part) => JSON.stringify(part)).join(', ')}]${after}`;
    if (line.length <= WIDTH && !value.some(isObject)) return line;
    return [`${before}[`, ...each(value.map((part) => ['', part])), `${indent}]${after}`].join(
      '\n',
    );
  }
  if (!isObject(value)) return `${before}${JSON.stringify(value)}${after}`;
  const parts = Object.entries(value).map(
    ([key, part]) => [`${JSON.stringify(key)}: `, part] as const,
  );
  if (parts.length === 0) return `${before}{}${after}`;
  return [`${before}{`, ...each(parts), `${indent}}${after}`].join('\n');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
