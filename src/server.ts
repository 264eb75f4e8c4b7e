import 'reflect-metadata';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import type { Configuration } from './shared/configuration';
import { doorProblems } from './shared/http/door-problems';
import { shedLoad } from './shared/http/load-shedding';
import { serveOpenApi } from './shared/http/open-api';
import { LoudLogger } from './shared/loud-logger';
import { keyRequests } from './shared/personal/request-key';
import { SubjectKeys } from './shared/personal/subject-keys';
import { traceRequests } from './shared/telemetry/http-tracing';
import { flushTraces, startTracing } from './shared/telemetry/tracing';
import { headAnswers } from './write/command-answer';

const LARGEST_BODY = 64 * 1024;

/** Who connects and then asks for nothing is sent away: a server that closes would wait for them. */
const PATIENCE = { headersTimeout: 5000, connectionsCheckingInterval: 1000 };

export interface RunningServer {
  readonly url: string;
  /** Takes no more requests, finishes those in flight, keeps the checkpoints, closes the stores. */
  close(): Promise<void>;
}

/** Starts one process of the system, listening. @throws what stands against its start: nothing is left open */
export async function startServer(configuration: Configuration): Promise<RunningServer> {
  const adapter = new FastifyAdapter({
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: 'idle',
    http: PATIENCE,
    // Express's middleware, of which there is none here.
    skipMiddie: true,
    ...doorProblems,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(configuration),
    adapter,
    { logger: new LoudLogger(), abortOnError: false },
  );
  app.useGlobalPipes(
    new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }),
  );
  const fastify = app.getHttpAdapter().getInstance();
  if (await startTracing(process.env)) traceRequests(fastify);
  shedLoad(fastify, configuration.maxInFlight);
  headAnswers(fastify);
  serveOpenApi(app);
  const close = async () => {
    await app.close();
    await flushTraces();
  };
  try {
    await keyRequests(fastify, app.get(SubjectKeys));
    await app.listen(configuration.port, configuration.host);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: await app.getUrl(), close };
}
