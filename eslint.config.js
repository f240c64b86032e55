// What catches mistakes in the page's scripts; how they look is prettier's matter.
import js from "@eslint/js";
import globals from "globals";

// Text becomes text: what would make markup or code of it is not used.
const SINKS = ["innerHTML", "outerHTML", "insertAdjacentHTML"];

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2022, globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": "error",
      "consistent-return": "error",
      eqeqeq: "error",
      "max-len": ["error", { code: 100, ignoreRegExpLiterals: true }],
      "max-lines": ["error", 400],
      "no-constructor-return": "error",
      "no-duplicate-imports": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-promise-executor-return": "error",
      "no-restricted-properties": [
        "error",
        { object: "document", property: "write" },
        ...SINKS.map((property) => ({ property })),
      ],
      "no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-self-compare": "error",
      "no-shadow": "error",
      "no-template-curly-in-string": "error",
      "no-unused-expressions": "error",
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
];
