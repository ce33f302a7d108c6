CREATE TABLE "workers" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"version" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"encoders_at_once" integer NOT NULL,
	"load_per_core" double precision NOT NULL,
	"is_draining" boolean NOT NULL,
	"jobs" jsonb NOT NULL
);
