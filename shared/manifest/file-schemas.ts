import * as Type from 'typebox';
import { closed, sha256Pattern } from '../kinds/schema.ts';

export const text = (description: string) => Type.String({ description });
export const flag = (description: string) => Type.Boolean({ description });
export const whole = (description: string, minimum = 0) => Type.Integer({ description, minimum });
const sha256 = (description: string) => Type.String({ description, pattern: sha256Pattern });
/** Microseconds since 1970, wall clock. */
export const unixUs = (description: string) => whole(`${description} Microseconds since 1970.`);

const receiptSchema = closed(
  'Proof that the bytes are durable in the store and their SHA-256 was verified there.',
  {
    artifactId: text('Of the file.'),
    key: text('Of the object in the store.'),
    sizeBytes: whole('Of the stored bytes.'),
    sha256: sha256('Of the stored bytes.'),
    verifiedUnixUs: unixUs('When they were verified.'),
    proof: Type.Optional(
      Type.Literal('composite', { description: 'Verified part by part; absent: all bytes were read back.' }),
    ),
  },
);

const artifactFields = {
  artifactId: text('Unique among the files of one attempt.'),
  fileName: text('Its name when it is downloaded.'),
  mediaType: text('Media type.'),
  sizeBytes: whole('Of the stored bytes.'),
  sha256: sha256('Of the stored bytes.'),
  complete: flag('The format was read to its end; false: it is cut off.'),
  required: flag('Without it the node is not verified.'),
  output: text("The config's output that it is; script and snapshot are the agent's own."),
  problem: text('Why it is not complete; else empty.'),
  segment: Type.Optional(
    whole('From 1, where the output was cut while the tool ran; absent or 0: it was not.'),
  ),
  raw: Type.Optional(
    closed(
      'The file as the tool left it, where it was compressed after that; absent: it is stored as it was.',
      {
        encoding: text('By what: zstd or gzip.'),
        sizeBytes: whole('Of the file as the tool left it.'),
        sha256: sha256('Of the file as the tool left it.'),
      },
    ),
  ),
};

/** A file as its node sealed it. */
export const artifactSchema = closed('A sealed file.', artifactFields);

/** The same with what became of it. */
export const fileSchema = closed('A sealed file, and whether it arrived.', {
  ...artifactFields,
  receipt: Type.Optional(receiptSchema),
  late: flag('It arrived after the end of the capture.'),
  kept: Type.Optional(
    Type.Literal(true, { description: 'It is kept on its node, as was asked, and not in the store.' }),
  ),
  gone: Type.Optional(text('Why a kept file is neither on its node any more nor in the store.')),
});

/** What a processor made of the whole run. */
export const processedFileSchema = closed('A file that a processor made of the whole run.', {
  step: text('Of the PowerToolProcessing.'),
  key: text('Of the object in the store.'),
  fileName: text('Its name when it is downloaded.'),
  report: flag('It is what people open.'),
  sizeBytes: whole('Of the stored bytes.'),
  sha256: sha256('Of the stored bytes.'),
});
