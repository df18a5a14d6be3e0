package main

import (
	"context"
	"os"
	"testing"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	storage "k8s.io/api/storage/v1"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

func claim(edit func(*controller.ProvisionOptions)) controller.ProvisionOptions {
	policy := core.PersistentVolumeReclaimDelete
	o := controller.ProvisionOptions{
		PVName:           name,
		SelectedNodeName: "here",
		StorageClass:     &storage.StorageClass{ReclaimPolicy: &policy},
		PVC: &core.PersistentVolumeClaim{Spec: core.PersistentVolumeClaimSpec{
			AccessModes: []core.PersistentVolumeAccessMode{core.ReadWriteOnce},
			Resources: core.VolumeResourceRequirements{
				Requests: core.ResourceList{core.ResourceStorage: resource.MustParse("1Mi")},
			},
		}},
	}
	edit(&o)
	return o
}

// A claim becomes a local volume of the asked size that only this node can mount, and deleting it removes its folder.
func TestVolumeLivesAndDiesWithItsClaim(t *testing.T) {
	p := &provisioner{volumes: open(t), node: "here"}
	volume, state, err := p.Provision(context.Background(), claim(func(*controller.ProvisionOptions) {}))
	if err != nil || state != controller.ProvisioningFinished {
		t.Fatal(state, err)
	}
	node := volume.Spec.NodeAffinity.Required.NodeSelectorTerms[0].MatchExpressions[0]
	if volume.Spec.Capacity.Storage().String() != "1Mi" || node.Key != core.LabelHostname || node.Values[0] != "here" {
		t.Errorf("volume %+v", volume.Spec)
	}
	if err := p.Delete(context.Background(), volume); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(volume.Spec.Local.Path); !os.IsNotExist(err) {
		t.Errorf("folder still there: %v", err)
	}
}

// What a folder on one node cannot honour is refused instead of half done.
func TestClaimsItCannotHonourAreRefused(t *testing.T) {
	block := core.PersistentVolumeBlock
	for what, edit := range map[string]func(*controller.ProvisionOptions){
		"another node":  func(o *controller.ProvisionOptions) { o.SelectedNodeName = "there" },
		"no node":       func(o *controller.ProvisionOptions) { o.SelectedNodeName = "" },
		"block device":  func(o *controller.ProvisionOptions) { o.PVC.Spec.VolumeMode = &block },
		"shared access": func(o *controller.ProvisionOptions) { o.PVC.Spec.AccessModes[0] = core.ReadWriteMany },
	} {
		p := &provisioner{volumes: open(t), node: "here"}
		if _, _, err := p.Provision(context.Background(), claim(edit)); err == nil {
			t.Errorf("%s was accepted", what)
		}
	}
}

// A volume of another kind is never touched.
func TestDeleteRefusesAVolumeThatIsNotLocal(t *testing.T) {
	p := &provisioner{volumes: open(t), node: "here"}
	if err := p.Delete(context.Background(), &core.PersistentVolume{}); err == nil {
		t.Error("accepted")
	}
}
