import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: ['client-examples/**/*.ts', '!client-examples/generated/**'],
  silent: true,
  generates: {
    'client-examples/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
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
      },
    },
  },
};

export default config;
