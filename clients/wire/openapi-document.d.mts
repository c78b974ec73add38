type Schema = Record<string, unknown>;
interface Content {
  content?: Record<string, { schema?: Schema }>;
}
export interface Operation {
  parameters?: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: Content & { required?: boolean };
  responses: Record<string, Content>;
}
export interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}
export function openApiDocument(): OpenApiDocument;
