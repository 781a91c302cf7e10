import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// How it looks is Prettier's; these rules find what may be wrong.
export default defineConfig(
  globalIgnores(['node_modules/']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowNullish: false, allowAny: false, allowBoolean: false, allowRegExp: false },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      // Names come from the process that is looked at: text only ever becomes text.
      'no-eval': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|srcdoc)$/]',
          message: 'This parses markup: make elements with h() of dom.ts.',
        },
        {
          selector: 'MemberExpression[object.name="document"][property.name=/^(write|writeln)$/]',
          message: 'This parses markup: make elements with h() of dom.ts.',
        },
      ],
    },
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
);
