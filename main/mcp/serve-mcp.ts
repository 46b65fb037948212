/** The tools as a server of the Model Context Protocol, on two streams. */
import type { Readable, Writable } from 'node:stream';
import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { UserError } from '../../shared/base/errors.ts';
import { TOOLS, type ToolContext } from './tools.ts';

export interface McpOptions extends ToolContext {
  version: string;
  stdin: Readable;
  stdout: Writable;
  /** Told of failures that no answer tells. */
  onError(error: Error): void;
}

/** Bytes of one message: an image may be in it, as a data URL. */
const MOST_MESSAGE = 64 * 1024 ** 2;

/** Serves until `close`. */
export function serveMcp(options: McpOptions): { close(): Promise<void> } {
  const { stdin, stdout, version, onError } = options;
  return serveStdio(() => createServer(options, version), {
    transport: new StdioServerTransport(stdin, stdout, { maxBufferSize: MOST_MESSAGE }),
    onerror: onError,
  });
}

function createServer(context: ToolContext, version: string): McpServer {
  const server = new McpServer({ name: 'scalescope', version });
  for (const { name, title, description, takes, run } of TOOLS) {
    const annotations = { title, readOnlyHint: true, idempotentHint: true, openWorldHint: false };
    const inputSchema = fromJsonSchema(takes);
    server.registerTool(
      name,
      { title, description, inputSchema, annotations },
      async (given, ctx) => {
        try {
          const { content, data } = await run(given, context, ctx.mcpReq.signal);
          return { content, ...(data && { structuredContent: data }) };
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          return { content: [{ type: 'text', text: error.fact }], isError: true };
        }
      },
    );
  }
  return server;
}
