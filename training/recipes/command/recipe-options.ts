import { Option } from 'commander';
import { z } from 'zod';
import { InvalidInputError } from '../../../models/errors';

/** What JSON Schema says of one option, as far as the command line shows it. */
const fieldSchema = z.object({
  type: z.enum(['string', 'number', 'integer', 'boolean', 'array']).optional(),
  enum: z.array(z.string()).optional(),
  items: z.object({ type: z.enum(['string', 'number', 'integer']) }).optional(),
  default: z.json().optional(),
  description: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
});
type Field = z.infer<typeof fieldSchema>;

/** Options as the command line has them: --learning-rate for `learningRate`, with type, range and default in the help. */
export function commandLineOptions(schema: z.ZodObject): Option[] {
  return [...fieldsOf(schema)].map(([key, field]) => new Option(
    `${flagOf(key)} <${field.enum === undefined ? field.type ?? 'value' : 'choice'}>`,
    `${field.description ?? ''} (${expected(field)}${field.default === undefined ? '' : `; default ${shown(field.default)}`})`,
  ));
}

/**
 * Options from their texts, missing ones from `fallback` (those of a run that goes on), then from the schema.
 * @param given by camelCase key, as commander gathers them; keys that the schema does not have are passed over
 * @throws InvalidInputError that says for each wrong one what was given and what is expected
 */
export function parseRecipeOptions<Schema extends z.ZodObject>(schema: Schema, given: Readonly<Record<string, unknown>>, fallback: Readonly<Record<string, unknown>> = {}): z.infer<Schema> {
  const fields = fieldsOf(schema);
  const input: Record<string, unknown> = {};
  for (const [key, field] of fields) {
    const text = given[key];
    if (typeof text === 'string') input[key] = fromText(text, field);
    else if (fallback[key] !== undefined) input[key] = fallback[key];
  }
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const key = String(issue.path[0] ?? '');
    const field = fields.get(key);
    if (field === undefined) return issue.message;
    return `${flagOf(key)}: given ${shown(given[key] ?? fallback[key])}, expected ${issue.code === 'custom' ? issue.message : expected(field)}.`;
  });
  throw new InvalidInputError([...new Set(lines)].join('\n'));
}

export const flagOf = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function fieldsOf(schema: z.ZodObject): Map<string, Field> {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
  return new Map(Object.entries(properties).map(([key, field]) => [key, fieldSchema.parse(field)]));
}

/** A text that is not of the field's type comes back as it is, for the schema to refuse. */
function fromText(text: string, field: Field): unknown {
  if (field.type === 'array') return text.split(',').map((item) => scalarFromText(item.trim(), field.items?.type));
  return scalarFromText(text, field.type);
}

function scalarFromText(text: string, type: Field['type']): unknown {
  if ((type === 'number' || type === 'integer') && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

const TYPE_NAMES = { string: 'a text', number: 'a number', integer: 'a whole number', boolean: 'true or false', array: 'a list with commas' } as const;

/** `a whole number from 1 to 100`, `a or b` */
function expected(field: Field): string {
  if (field.enum !== undefined) return field.enum.join(' or ');
  const type = field.type === 'array' && field.items?.type !== 'string' ? 'numbers with commas between' : TYPE_NAMES[field.type ?? 'string'];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = field;
  const bounds = [
    minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `at least ${minimum}` : '',
    exclusiveMinimum === undefined ? '' : `above ${exclusiveMinimum}`,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `at most ${maximum}` : '',
    exclusiveMaximum === undefined ? '' : `below ${exclusiveMaximum}`,
  ].filter((bound) => bound !== '');
  return [type, bounds.join(' and ')].filter((part) => part !== '').join(' ');
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : JSON.stringify(value));
