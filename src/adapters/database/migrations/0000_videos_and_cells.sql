CREATE TABLE "cells" (
	"revision_id" text NOT NULL,
	"rendition_id" text NOT NULL,
	"segment_index" integer NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"holder" text,
	"leased_until" timestamp (3) with time zone,
	"filled_at" timestamp (3) with time zone,
	"size_bytes" integer,
	"sha256" text,
	"sample_count" integer,
	"duration_ticks" bigint,
	"key_frame_end_bytes" integer,
	"cost_ms" double precision,
	CONSTRAINT "cells_revision_id_rendition_id_segment_index_pk" PRIMARY KEY("revision_id","rendition_id","segment_index")
);
--> statement-breakpoint
CREATE TABLE "deletions" (
	"video_id" text PRIMARY KEY NOT NULL,
	"deleted_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job_attempts" (
	"video_id" text NOT NULL,
	"job_id" text NOT NULL,
	"interruptions" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "job_attempts_video_id_job_id_pk" PRIMARY KEY("video_id","job_id")
);
--> statement-breakpoint
CREATE TABLE "revisions" (
	"id" text PRIMARY KEY NOT NULL,
	"video_id" text NOT NULL,
	"plan" jsonb NOT NULL,
	"conformed_file" text,
	"last_fence" bigint DEFAULT 0 NOT NULL,
	"summary" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "videos" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"file_name" text NOT NULL,
	"state" text NOT NULL,
	"size_bytes" bigint,
	"revision_id" text,
	"duration_seconds" double precision,
	"is_playable" boolean DEFAULT false NOT NULL,
	"failure_code" text,
	"failure_message" text,
	"failure_detail" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"uploaded_at" timestamp (3) with time zone,
	"ready_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "cells" ADD CONSTRAINT "cells_revision_id_revisions_id_fk" FOREIGN KEY ("revision_id") REFERENCES "public"."revisions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_attempts" ADD CONSTRAINT "job_attempts_video_id_videos_id_fk" FOREIGN KEY ("video_id") REFERENCES "public"."videos"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_video_id_videos_id_fk" FOREIGN KEY ("video_id") REFERENCES "public"."videos"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "revisions_video_id_index" ON "revisions" USING btree ("video_id");--> statement-breakpoint
CREATE INDEX "videos_created_at_id_index" ON "videos" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "videos_state_index" ON "videos" USING btree ("state");