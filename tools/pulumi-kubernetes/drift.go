package main

import (
	"context"
	"encoding/base64"

	structpb "github.com/golang/protobuf/ptypes/struct"
	rpc "github.com/pulumi/pulumi/sdk/proto/go"
	"google.golang.org/grpc/status"
	"k8s.io/apimachinery/pkg/api/resource"
)

const (
	secretKey  = "4dabf18193072939515e22adb298388d" // how Pulumi marks special values on the wire,
	secretMark = "1b47061264138c4ac30d75fd1eb44270" // and secrets among them
	inputsKey  = "__inputs"
)

// Read reports the inputs as the cluster has them. The provider itself takes them from an annotation that only `apply`
// changes, so `pulumi preview --refresh` would plan nothing after `kubectl edit`, and `pulumi up --refresh` mend nothing.
func (s *server) Read(ctx context.Context, request *rpc.ReadRequest) (*rpc.ReadResponse, error) {
	response, err := s.ResourceProviderServer.Read(ctx, request)
	if err != nil {
		return nil, withObservedInputs(err)
	}
	observe(response.GetInputs(), response.GetProperties())
	return response, nil
}

// withObservedInputs does the same for an object that is there but not ready, which travels inside the error.
func withObservedInputs(err error) error {
	found, ok := status.FromError(err)
	if !ok {
		return err
	}
	for _, detail := range found.Details() {
		if failed, ok := detail.(*rpc.ErrorResourceInitFailed); ok {
			observe(failed.GetInputs(), failed.GetProperties())
			if changed, err := status.New(found.Code(), found.Message()).WithDetails(failed); err == nil {
				return changed.Err()
			}
		}
	}
	return err
}

// observe rewrites both copies of an object's inputs: the engine's, and the one the provider compares with.
func observe(inputs, properties *structpb.Struct) {
	if inputs == nil || properties == nil {
		return
	}
	live := properties.GetFields()
	overlayObject(inputs, live)
	overlayObject(live[inputsKey].GetStructValue(), live)
}

func overlayObject(inputs *structpb.Struct, live map[string]*structpb.Value) {
	for key, want := range inputs.GetFields() {
		switch key {
		case "apiVersion", "kind", "status": // the cluster may serve another version of the same object
		case "stringData": // never read back; it became `data`
			inputs.Fields[key] = overlayText(want, live["data"])
		default:
			inputs.Fields[key] = overlay(want, live[key])
		}
	}
}

// overlay is what is wanted, with what the cluster has in its place where the two differ. What the cluster has on top,
// its defaults, is left out.
func overlay(want, have *structpb.Value) *structpb.Value {
	if secret(want) != nil || (have == nil && empty(want)) {
		return want
	}
	switch {
	case want.GetStructValue() != nil && have.GetStructValue() != nil:
		fields := map[string]*structpb.Value{}
		for key, value := range want.GetStructValue().GetFields() {
			theirs, there := have.GetStructValue().GetFields()[key]
			if there || empty(value) {
				fields[key] = overlay(value, theirs)
			}
		}
		return object(fields)
	case want.GetListValue() != nil && len(want.GetListValue().GetValues()) == len(have.GetListValue().GetValues()):
		items := make([]*structpb.Value, 0, len(want.GetListValue().GetValues()))
		for index, value := range want.GetListValue().GetValues() {
			items = append(items, overlay(value, have.GetListValue().GetValues()[index]))
		}
		return &structpb.Value{Kind: &structpb.Value_ListValue{ListValue: &structpb.ListValue{Values: items}}}
	case same(want, have):
		return want
	}
	return have
}

// overlayText compares the texts of a Secret with its base64 data. A text that was not secret stays what it was.
func overlayText(want, data *structpb.Value) *structpb.Value {
	texts, encoded := want, data
	if inner := secret(want); inner != nil {
		texts = inner
	}
	if inner := secret(data); inner != nil {
		encoded = inner
	}
	changed, fields := false, map[string]*structpb.Value{}
	for key, value := range texts.GetStructValue().GetFields() {
		plain := value
		if inner := secret(value); inner != nil {
			plain = inner
		}
		theirs := encoded.GetStructValue().GetFields()[key]
		if inner := secret(theirs); inner != nil {
			theirs = inner
		}
		decoded, err := base64.StdEncoding.DecodeString(theirs.GetStringValue())
		if err == nil && theirs != nil && string(decoded) == plain.GetStringValue() {
			fields[key] = value
			continue
		}
		changed = true
		if theirs != nil {
			fields[key] = text(string(decoded))
		}
	}
	if !changed {
		return want
	}
	// What somebody put there is as secret as what was there.
	return object(map[string]*structpb.Value{secretKey: text(secretMark), "value": object(fields)})
}

func same(want, have *structpb.Value) bool {
	if want.String() == have.String() {
		return true
	}
	a, errA := resource.ParseQuantity(want.GetStringValue())
	b, errB := resource.ParseQuantity(have.GetStringValue())
	return errA == nil && errB == nil && a.Cmp(b) == 0 // 1000m and 1
}

// empty values are left out by the API server.
func empty(value *structpb.Value) bool {
	switch kind := value.GetKind().(type) {
	case nil, *structpb.Value_NullValue:
		return true
	case *structpb.Value_BoolValue:
		return !kind.BoolValue
	case *structpb.Value_NumberValue:
		return kind.NumberValue == 0
	case *structpb.Value_StringValue:
		return kind.StringValue == ""
	case *structpb.Value_ListValue:
		return len(kind.ListValue.GetValues()) == 0
	case *structpb.Value_StructValue:
		return len(kind.StructValue.GetFields()) == 0
	}
	return false
}

// secret is the value inside a secret, or nil.
func secret(value *structpb.Value) *structpb.Value {
	fields := value.GetStructValue().GetFields()
	if fields[secretKey].GetStringValue() == secretMark {
		return fields["value"]
	}
	return nil
}

func text(value string) *structpb.Value {
	return &structpb.Value{Kind: &structpb.Value_StringValue{StringValue: value}}
}

func object(fields map[string]*structpb.Value) *structpb.Value {
	return &structpb.Value{Kind: &structpb.Value_StructValue{StructValue: &structpb.Struct{Fields: fields}}}
}
