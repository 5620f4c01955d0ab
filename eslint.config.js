import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Who may import whom (README, "The house"): what two folders share lives in models/. */
const allowed = { models: [], training: ['models'], server: ['models'], app: ['models'] };
const houses = Object.keys(allowed);
/** What only Node has and the command line and the server share; nothing that a browser runs may know of it. */
const nodeOnly = 'models/node/**';
const notFromNode = { group: ['**/node/**'], message: 'models/node needs Node: only training and server import it.' };
const boundaries = Object.entries(allowed).map(([folder, mayImport]) => ({
  files: [`${folder}/**/*.{ts,tsx}`],
  ignores: [nodeOnly],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [
        ...houses
          .filter((other) => other !== folder && !mayImport.includes(other))
          .map((other) => ({ group: [`**/${other}/**`], message: `${folder} never imports ${other}; what they share lives in models/.` })),
        ...(['models', 'app'].includes(folder) ? [notFromNode] : []),
      ],
    }],
  },
}));

export default tseslint.config(
  { ignores: ['node_modules', '.next', '.native', '.cache', 'runs', 'public', 'next-env.d.ts', 'tests/.output'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked, reactHooks.configs.flat.recommended],
    languageOptions: {
      parserOptions: {
        project: ['models', 'models/node', 'training', 'server', 'app', 'app/worker', 'app/service-worker', 'tests'].map((folder) => `./${folder}/tsconfig.json`),
        tsconfigRootDir: import.meta.dirname ?? new URL('.', import.meta.url).pathname,
      },
    },
    rules: {
      'no-console': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['**/*.{js,mjs}', 'next.config.ts'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', setInterval: 'readonly', clearInterval: 'readonly', fetch: 'readonly', Buffer: 'readonly' } },
  },
  ...boundaries,
);
