import type { CodegenConfig } from '@graphql-codegen/cli';

const typing = {
  enumsAsTypes: true,
  useTypeImports: true,
  importExtension: '.ts',
  scalars: {
    BigInt: 'string',
    Date: 'string',
    DateTime: 'string',
    Decimal: 'string',
    JSON: 'unknown',
    LocalDateTime: 'string',
    Periodo: 'string',
    URL: 'string',
    Upload: 'Blob',
  },
} as const;

const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  silent: true,
  generates: {
    'client-examples/generated/': {
      documents: ['client-examples/**/*.ts', '!client-examples/**/generated/**', '!client-examples/visor/**'],
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: { ...typing, documentMode: 'string' },
    },
    // A component sees what its own fragment asks for and nothing else.
    'client-examples/visor/src/generated/': {
      documents: ['client-examples/visor/src/**/*.{ts,tsx}', '!client-examples/visor/src/generated/**'],
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' } },
      config: typing,
    },
  },
};

export default config;
