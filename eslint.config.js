import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

/** The folders that compute: what they answer depends on their arguments alone. */
const core = ['exact', 'kernels', 'combinators', 'refiners', 'graph', 'identity', 'coordinator'];

const impure = [
  ['Date', 'time comes in as an argument'],
  ['performance', 'time comes in as an argument'],
  ['setTimeout', 'the driver waits, not the core'],
  ['setInterval', 'the driver waits, not the core'],
  ['setImmediate', 'the driver waits, not the core'],
  ['clearTimeout', 'the driver waits, not the core'],
  ['clearInterval', 'the driver waits, not the core'],
  ['clearImmediate', 'the driver waits, not the core'],
  ['queueMicrotask', 'the driver waits, not the core'],
  ['Promise', 'the core answers at once; drivers make promises of its outcomes'],
  ['Worker', 'execution/ owns the threads'],
  ['process', 'only execution/**/*.node.ts and cli/ know the platform'],
  ['crypto', 'randomness comes in as a seed'],
  ['console', 'the core reports by events'],
  ['globalThis', 'name the global itself'],
];

/** Names of node's globals that a browser does not have. */
const platform = [
  'process',
  'Buffer',
  'global',
  'setImmediate',
  'clearImmediate',
  '__dirname',
  'require',
];

/** Types are imported by a statement of their own, never by a word within one. */
const inlineTypes = {
  selector: 'ImportDeclaration[importKind="value"] > ImportSpecifier[importKind="type"]',
  message: 'Import types by a statement of their own.',
};

export default tseslint.config(
  { ignores: ['build/', 'coverage/', 'temp/', 'docs/api/', 'etc/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        // Two programs that are made once: the language server that makes them by itself does so for a fifth more.
        project: ['tsconfig.json', 'playground/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // A parameter that only makes room for a later one, or for an override, is named with a leading _.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
      'no-empty': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-assignment': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      // One form everywhere: types are imported by a statement of their own.
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      'no-restricted-syntax': ['error', inlineTypes],
      // An index signature is read by `record['key']`: the key is data.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // `[...text]` is how a text's characters are counted.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off', // `return this.end()` ends and leaves
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // There are no enums: `erasableSyntaxOnly` refuses them, and these compare types at every place to look for them.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // An index that an invariant keeps inside a typed array is `cells[i]!`, the one cast that says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['lib/**/*.ts'],
    ignores: ['lib/cli/**', 'lib/remote/**', 'lib/bullmq/**', 'lib/execution/**/*.node.ts'],
    rules: {
      'no-restricted-globals': ['error', ...platform],
      'no-restricted-imports': [
        'error',
        {
          paths: builtinModules.map((name) => ({
            name,
            message: 'Only execution/**/*.node.ts and cli/ import node modules.',
          })),
          patterns: [
            {
              regex: '^node:',
              message: 'Only execution/**/*.node.ts and cli/ import node modules.',
            },
          ],
        },
      ],
    },
  },
  {
    files: core.map((folder) => `lib/${folder}/**/*.ts`),
    rules: {
      'no-restricted-globals': ['error', ...impure.map(([name, message]) => ({ name, message }))],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness comes in as a seed.' },
      ],
      'no-restricted-syntax': [
        'error',
        inlineTypes,
        { selector: ':function[async=true]', message: 'The core answers at once.' },
        { selector: 'AwaitExpression', message: 'The core answers at once.' },
        { selector: 'ForOfStatement[await=true]', message: 'The core answers at once.' },
        { selector: 'ImportExpression', message: 'The core loads nothing while it runs.' },
      ],
    },
  },
  {
    files: ['spec/**/*.ts'],
    rules: {
      // Specs make up odd values on purpose.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['examples/**/*.{ts,js}', 'bench/**/*.ts', '.ci/**/*.js', 'playground/tools/*.js'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
