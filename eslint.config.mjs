import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const pure = ['src/write/{*,*/*}/domain/**/*.ts', 'src/shared/{kernel,events}/**/*.ts'];
const specs = ['**/*.spec.ts', 'test/**/*.ts', 'packages/*/test/**/*.ts'];

const impure = [
  ["NewExpression[callee.name='Date'][arguments.length=0]", 'the clock'],
  ["MemberExpression[object.name='Date'][property.name='now']", 'the clock'],
  ["MemberExpression[object.name='Math'][property.name='random']", 'chance'],
  ["MemberExpression[property.name='randomUUID']", 'chance'],
  ["CallExpression[callee.name='randomUUID']", 'chance'],
  ["MemberExpression[object.name='process']", 'the process'],
  ['AwaitExpression', 'I/O'],
].map(([selector, what]) => ({ selector, message: `Pure code reads no ${what}: pass it in.` }));

export default tseslint.config(
  { ignores: ['**/dist/**', '.hailstream/**', 'coverage/**'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      complexity: ['error', { max: 8, variant: 'modified' }],
      'max-lines': ['error', { max: 150, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      // There are no enums in this house; the rule mistakes mapped types for them.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Nest declares the shapes of its options as classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  { files: pure, ignores: specs, rules: { 'no-restricted-syntax': ['error', ...impure] } },
  { files: specs, rules: { 'max-lines': 'off' } },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
      },
    },
  },
);
