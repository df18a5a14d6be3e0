package main

import (
	"context"
	"fmt"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"
)

// provisioner turns claims into folders and folders into PersistentVolumes that only this node can mount.
type provisioner struct {
	volumes *Volumes
	node    string
}

// Provision makes the volume of one claim.
func (p *provisioner) Provision(_ context.Context, o controller.ProvisionOptions) (*core.PersistentVolume, controller.ProvisioningState, error) {
	if err := p.accept(o); err != nil {
		return nil, controller.ProvisioningFinished, err
	}
	size := o.PVC.Spec.Resources.Requests[core.ResourceStorage]
	path, err := p.volumes.Create(o.PVName, size.Value())
	if err != nil {
		return nil, controller.ProvisioningFinished, err
	}
	return &core.PersistentVolume{
		ObjectMeta: meta.ObjectMeta{Name: o.PVName},
		Spec: core.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: *o.StorageClass.ReclaimPolicy,
			AccessModes:                   o.PVC.Spec.AccessModes,
			Capacity:                      core.ResourceList{core.ResourceStorage: size},
			MountOptions:                  o.StorageClass.MountOptions,
			PersistentVolumeSource:        core.PersistentVolumeSource{Local: &core.LocalVolumeSource{Path: path}},
			NodeAffinity:                  onNode(p.node),
		},
	}, controller.ProvisioningFinished, nil
}

// accept refuses the claims that a folder on one node cannot honour.
func (p *provisioner) accept(o controller.ProvisionOptions) error {
	if o.PVC.Spec.Selector != nil {
		return fmt.Errorf("claims with a selector cannot be provisioned: remove spec.selector")
	}
	if mode := o.PVC.Spec.VolumeMode; mode != nil && *mode == core.PersistentVolumeBlock {
		return fmt.Errorf("volumeMode Block is not offered: use Filesystem")
	}
	for _, mode := range o.PVC.Spec.AccessModes {
		if mode == core.ReadWriteMany || mode == core.ReadOnlyMany {
			return fmt.Errorf("access mode %s is not offered: use ReadWriteOnce", mode)
		}
	}
	if o.SelectedNodeName != p.node {
		return fmt.Errorf("the scheduler chose node %q, volumes are made on %q only: use volumeBindingMode WaitForFirstConsumer", o.SelectedNodeName, p.node)
	}
	return nil
}

// Delete removes the folder of a volume whose claim is gone and whose reclaim policy is Delete.
func (p *provisioner) Delete(_ context.Context, volume *core.PersistentVolume) error {
	if volume.Spec.Local == nil {
		return fmt.Errorf("volume %s is not a local volume: not removed", volume.Name)
	}
	return p.volumes.Remove(volume.Name, volume.Spec.Local.Path)
}

func onNode(name string) *core.VolumeNodeAffinity {
	return &core.VolumeNodeAffinity{Required: &core.NodeSelector{NodeSelectorTerms: []core.NodeSelectorTerm{{
		MatchExpressions: []core.NodeSelectorRequirement{{
			Key: core.LabelHostname, Operator: core.NodeSelectorOpIn, Values: []string{name},
		}},
	}}}}
}
