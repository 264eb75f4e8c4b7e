import { evalExpr } from 'mingo/core';
import { $regexFind, $regexFindAll, $regexMatch } from 'mingo/operators/expression';
import type { Any, Options } from 'mingo/types';
import { isDoc } from '../bson/compare';
import type { Doc } from '../bson/convert';
import { safely } from '../query/safe-regex';

type Expression = (obj: Any, expr: Any, options: Options) => unknown;

function bounded(operator: Expression): Expression {
  return (obj, expr, options) => {
    if (!isDoc(expr)) return operator(obj, expr, options);
    const { input, regex } = evalExpr(
      obj,
      { input: expr.input, regex: expr.regex },
      options,
    ) as Doc;
    const pattern = regex instanceof RegExp ? regex : new RegExp(String(regex));
    const text = typeof input === 'string' ? input : '';
    return safely(pattern, text, () => operator(obj, expr, options));
  };
}

/** The regular expressions of expressions, which may not hang the node either. */
export const regexOperators: Readonly<Record<string, Expression>> = {
  $regexMatch: bounded($regexMatch as Expression),
  $regexFind: bounded($regexFind as Expression),
  $regexFindAll: bounded($regexFindAll as Expression),
};
